import type { Commands } from '../commands/context.ts'
import { cancelAction } from './cancel-action.ts'
import { claimActionDone } from './claim-action-done.ts'
import { closeAction } from './close-action.ts'
import { openAction } from './open-action.ts'
import { reassignAction } from './reassign-action.ts'
import { reportAction } from './report-action.ts'

/** Actions on the record (E14). */
export function registerActionCommands(commands: Commands): void {
  commands.on('action.open', openAction)
  commands.on('action.reassign', reassignAction)
  commands.on('action.report', reportAction)
  commands.on('action.claim-done', claimActionDone)
  commands.on('action.close', closeAction)
  commands.on('action.cancel', cancelAction)
}
