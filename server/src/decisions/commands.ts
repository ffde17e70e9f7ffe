import type { Commands } from '../commands/context.ts'
import { recordDecision } from './record-decision.ts'
import { supersedeDecision } from './supersede-decision.ts'

/** Decisions on the record. */
export function registerDecisionCommands(commands: Commands): void {
  commands.on('decision.record', recordDecision)
  commands.on('decision.supersede', supersedeDecision)
}
