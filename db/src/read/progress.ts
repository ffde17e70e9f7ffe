import { asc, eq } from 'drizzle-orm'

import type { WorkView } from '@concordat/shared/http'

import type { Tx } from '../client.ts'
import { progressNotes } from '../schema/boards.ts'

export interface ProgressRow {
  readonly id: string
  readonly title: string
  readonly state: string | null
  readonly happened: typeof progressNotes.$inferSelect.happened
  readonly at: Date
  readonly seq: number
  readonly programmeId: string | null
  readonly workstreamId: string | null
}

/** Progress noted on the record of a board, in its order. */
export async function readAllProgress(tx: Tx, boardId: string): Promise<ProgressRow[]> {
  return tx
    .select({
      id: progressNotes.id,
      title: progressNotes.title,
      state: progressNotes.state,
      happened: progressNotes.happened,
      at: progressNotes.at,
      seq: progressNotes.seq,
      programmeId: progressNotes.programmeId,
      workstreamId: progressNotes.workstreamId,
    })
    .from(progressNotes)
    .where(eq(progressNotes.boardId, boardId))
    .orderBy(asc(progressNotes.position), asc(progressNotes.seq))
}

/** True for what hangs directly on this programme or workstream, and not on something below it. */
export function hangsOn({
  kind,
  id,
}: Pick<WorkView, 'kind' | 'id'>): (row: {
  readonly programmeId: string | null
  readonly workstreamId: string | null
}) => boolean {
  return ({ programmeId, workstreamId }) =>
    kind === 'workstream' ? workstreamId === id : workstreamId === null && programmeId === id
}
