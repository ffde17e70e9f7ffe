import type { Commands } from '../commands/context.ts'
import { addAsk } from './add-ask.ts'
import { giveSignOff } from './give-sign-off.ts'
import { issueWording } from './issue-wording.ts'
import { withdrawSignOff } from './withdraw-sign-off.ts'

/** Asks on the record: set up, worded, answered. */
export function registerAskCommands(commands: Commands): void {
  commands.on('ask.add', addAsk)
  commands.on('wording.issue', issueWording, {
    draft: ({ askId, draftHash }) => (draftHash === undefined ? undefined : { kind: 'ask', of: askId }),
  })
  commands.on('sign-off.give', giveSignOff)
  commands.on('sign-off.withdraw', withdrawSignOff)
}
