import type { Commands } from '../commands/context.ts'
import { addLink } from './add-link.ts'
import { removeLink } from './remove-link.ts'

/** Links of the golden thread (A10). */
export function registerThreadCommands(commands: Commands): void {
  commands.on('link.add', addLink)
  commands.on('link.remove', removeLink)
}
