import { and, eq } from 'drizzle-orm'

import type { CommandResult } from '@concordat/shared/commands'

import type { Tx } from './client.ts'
import { acceptedCommands } from './schema/record.ts'

/** The command of this id that the board took in before, if any. Call under the board's lock: then of two at once, one finds the other. */
export async function findAccepted(
  tx: Tx,
  boardId: string,
  commandId: string,
): Promise<{ contentHash: string; result: CommandResult } | undefined> {
  const [row] = await tx
    .select({ contentHash: acceptedCommands.contentHash, result: acceptedCommands.result })
    .from(acceptedCommands)
    .where(and(eq(acceptedCommands.boardId, boardId), eq(acceptedCommands.commandId, commandId)))
  return row
}

export async function insertAccepted(tx: Tx, command: typeof acceptedCommands.$inferInsert): Promise<void> {
  await tx.insert(acceptedCommands).values(command)
}
