import type { Commands } from '../commands/context.ts'
import { acceptChange } from './accept-change.ts'
import { confirmEditorial } from './confirm-editorial.ts'
import { objectToChange } from './object-to-change.ts'
import { openingGates } from './opening-gates.ts'
import { resolveGate } from './resolve-gate.ts'
import { setGateRule } from './set-gate-rule.ts'

/** The same commands, after each of which the gates of the asks it was about open if their rule now holds. */
export function withGates(commands: Commands): Pick<Commands, 'on'> {
  return { on: (type, handler, options) => commands.on(type, openingGates(handler), options) }
}

/** What becomes of answers when the words change, and of what hangs on them. */
export function registerDriftCommands(commands: Pick<Commands, 'on'>): void {
  commands.on('wording.confirm-editorial', confirmEditorial)
  commands.on('sign-off.accept', acceptChange)
  commands.on('sign-off.object', objectToChange)
  commands.on('gate.set-rule', setGateRule)
  commands.on('gate.resolve', resolveGate)
}
