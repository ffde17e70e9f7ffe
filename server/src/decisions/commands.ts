import type { Commands } from '../commands/context.ts'
import { callInDecision } from './call-in-decision.ts'
import { configureBoard } from './configure-board.ts'
import { noteCorrection } from './note-correction.ts'
import { recordDecision } from './record-decision.ts'
import { resolveCallIn } from './resolve-call-in.ts'
import { supersedeDecision } from './supersede-decision.ts'

/** Decisions on the record, and the clocks that a board runs them by. */
export function registerDecisionCommands(commands: Commands): void {
  commands.on('decision.record', recordDecision)
  commands.on('decision.supersede', supersedeDecision)
  commands.on('decision.note-correction', noteCorrection)
  commands.on('decision.call-in', callInDecision)
  commands.on('decision.resolve-call-in', resolveCallIn)
  commands.on('board.configure', configureBoard)
}
