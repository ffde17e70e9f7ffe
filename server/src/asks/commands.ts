import type { Commands } from '../commands/context.ts'
import { addAsk } from './add-ask.ts'
import { affirmSignOff } from './affirm-sign-off.ts'
import { callInSignOff } from './call-in-sign-off.ts'
import { configureAsk } from './configure-ask.ts'
import { confirmSignOff, disputeSignOff } from './confirm-sign-off.ts'
import { confirmDelegation, endDelegation, recordDelegation } from './delegations.ts'
import { giveSignOff } from './give-sign-off.ts'
import { issueWording } from './issue-wording.ts'
import { meetCondition } from './meet-condition.ts'
import { discardSignOff, prepareSignOff } from './prepare-sign-off.ts'
import { recordSignOff } from './record-sign-off.ts'
import { reportSignOff } from './report-sign-off.ts'
import { withdrawAsk } from './withdraw-ask.ts'
import { withdrawSignOff } from './withdraw-sign-off.ts'

/** Asks on the record: set up, worded, answered. */
export function registerAskCommands(commands: Pick<Commands, 'on'>): void {
  commands.on('ask.add', addAsk)
  commands.on('ask.configure', configureAsk)
  commands.on('ask.withdraw', withdrawAsk)
  commands.on('wording.issue', issueWording, {
    draft: ({ askId, draftHash }) => (draftHash === undefined ? undefined : { kind: 'ask', of: askId }),
  })
  commands.on('sign-off.give', giveSignOff)
  commands.on('sign-off.withdraw', withdrawSignOff)
  commands.on('sign-off.prepare', prepareSignOff)
  commands.on('sign-off.discard', discardSignOff)
  commands.on('sign-off.call-in', callInSignOff)
  commands.on('sign-off.affirm', affirmSignOff)
  commands.on('sign-off.record', recordSignOff)
  commands.on('sign-off.confirm', confirmSignOff)
  commands.on('sign-off.dispute', disputeSignOff)
  commands.on('sign-off.report', reportSignOff)
  commands.on('condition.meet', meetCondition)
  commands.on('delegation.record', recordDelegation)
  commands.on('delegation.confirm', confirmDelegation)
  commands.on('delegation.end', endDelegation)
}
