import { and, eq } from 'drizzle-orm'
import { randomUUID } from 'node:crypto'

import type { Db, Tx } from './client.ts'
import {
  accountabilityLines,
  bodies,
  boards,
  enablers,
  milestones,
  people,
  pillars,
  programmeItems,
  programmes,
  progressNotes,
  roles,
  workstreams,
} from './schema/boards.ts'

/** Makes a board's row unless one with its slug is there. Its ledger begins with the next entry. */
export async function insertBoard(tx: Tx, board: Omit<typeof boards.$inferInsert, 'id'>): Promise<void> {
  await tx
    .insert(boards)
    .values({ id: randomUUID(), ...board })
    .onConflictDoNothing({ target: boards.slug })
}

/** Sets what a board has settled for itself. The caller holds its row. */
export async function updateSettings(
  tx: Tx,
  boardId: string,
  set: Pick<typeof boards.$inferSelect, 'settings' | 'ratingPeriodDays'>,
): Promise<void> {
  await tx.update(boards).set(set).where(eq(boards.id, boardId))
}

/** Names of people, beside the ledger. Those who are there already keep theirs. */
export async function insertPeople(tx: Db | Tx, rows: readonly (typeof people.$inferInsert)[]): Promise<void> {
  if (rows.length > 0)
    await tx
      .insert(people)
      .values([...rows])
      .onConflictDoNothing()
}

/** Records a board is set up with, one table each. An id that is taken fails on the table's primary key. */
export const insertBody = async (tx: Tx, row: typeof bodies.$inferInsert): Promise<void> =>
  void (await tx.insert(bodies).values(row))
export const insertRole = async (tx: Tx, row: typeof roles.$inferInsert): Promise<void> =>
  void (await tx.insert(roles).values(row))
export const insertProgramme = async (tx: Tx, row: typeof programmes.$inferInsert): Promise<void> =>
  void (await tx.insert(programmes).values(row))
export const insertItem = async (tx: Tx, row: typeof programmeItems.$inferInsert): Promise<void> =>
  void (await tx.insert(programmeItems).values(row))
export const insertAccountability = async (tx: Tx, row: typeof accountabilityLines.$inferInsert): Promise<void> =>
  void (await tx.insert(accountabilityLines).values(row))
export const insertPillar = async (tx: Tx, row: typeof pillars.$inferInsert): Promise<void> =>
  void (await tx.insert(pillars).values(row))
export const insertEnabler = async (tx: Tx, row: typeof enablers.$inferInsert): Promise<void> =>
  void (await tx.insert(enablers).values(row))
export const insertWorkstream = async (tx: Tx, row: typeof workstreams.$inferInsert): Promise<void> =>
  void (await tx.insert(workstreams).values(row))
export const insertMilestone = async (tx: Tx, row: typeof milestones.$inferInsert): Promise<void> =>
  void (await tx.insert(milestones).values(row))
export const insertProgressNote = async (tx: Tx, row: typeof progressNotes.$inferInsert): Promise<void> =>
  void (await tx.insert(progressNotes).values(row))

/** Something that is rated or noted on: its state, and its own id with everything it lies in, innermost first. */
export interface Work {
  readonly title: string
  readonly status: string
  readonly within: readonly string[]
  /** The programme it belongs to, or is; null for a milestone of the board itself. */
  readonly programme: string | null
}

/** A programme, workstream or milestone of the board, or undefined. */
export async function findWork(
  tx: Tx,
  boardId: string,
  { kind, id }: { readonly kind: 'programme' | 'workstream' | 'milestone'; readonly id: string },
): Promise<Work | undefined> {
  switch (kind) {
    case 'programme': {
      const [row] = await tx
        .select({ title: programmes.title, status: programmes.status, parent: programmes.parentId })
        .from(programmes)
        .where(and(eq(programmes.boardId, boardId), eq(programmes.id, id)))
      return (
        row && {
          title: row.title,
          status: row.status,
          within: [id, ...(await withinProgramme(tx, boardId, row.parent))],
          programme: id,
        }
      )
    }
    case 'workstream': {
      const [row] = await tx
        .select({ title: workstreams.title, status: workstreams.status, programme: workstreams.programmeId })
        .from(workstreams)
        .where(and(eq(workstreams.boardId, boardId), eq(workstreams.id, id)))
      return (
        row && {
          title: row.title,
          status: row.status,
          within: [id, ...(await withinProgramme(tx, boardId, row.programme))],
          programme: row.programme,
        }
      )
    }
    case 'milestone': {
      const [row] = await tx
        .select({
          title: milestones.title,
          status: milestones.status,
          programme: milestones.programmeId,
          workstream: milestones.workstreamId,
        })
        .from(milestones)
        .where(and(eq(milestones.boardId, boardId), eq(milestones.id, id)))
      if (!row) return undefined
      const home =
        row.workstream === null
          ? { within: await withinProgramme(tx, boardId, row.programme), programme: row.programme }
          : await findWork(tx, boardId, { kind: 'workstream', id: row.workstream })
      return {
        title: row.title,
        status: row.status,
        within: [id, ...(home?.within ?? [])],
        programme: home?.programme ?? null,
      }
    }
  }
}

/** A programme and its parents, innermost first. A programme is added after its parent, so there is no circle. */
async function withinProgramme(tx: Tx, boardId: string, id: string | null): Promise<string[]> {
  if (id === null) return []
  const [row] = await tx
    .select({ parent: programmes.parentId })
    .from(programmes)
    .where(and(eq(programmes.boardId, boardId), eq(programmes.id, id)))
  return row ? [id, ...(await withinProgramme(tx, boardId, row.parent))] : []
}

export async function findBody(
  tx: Tx,
  boardId: string,
  id: string,
): Promise<{ id: string; title: string; signatory: boolean } | undefined> {
  const [row] = await tx
    .select({ id: bodies.id, title: bodies.title, signatory: bodies.signatory })
    .from(bodies)
    .where(and(eq(bodies.boardId, boardId), eq(bodies.id, id)))
  return row
}
