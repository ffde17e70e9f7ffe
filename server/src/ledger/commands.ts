import type { Commands } from '../commands/context.ts'
import { correctEntry } from './correct-entry.ts'

/** Commands about the record itself. */
export function registerLedgerCommands(commands: Commands): void {
  commands.on('entry.correct', correctEntry)
}
