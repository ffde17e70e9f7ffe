import {
  insertAccountability,
  insertBody,
  insertEnabler,
  insertItem,
  insertMilestone,
  insertPillar,
  insertProgramme,
  insertRole,
  insertWorkstream,
} from '@concordat/db/boards'
import type { Tx } from '@concordat/db/client'
import { insertBaseline } from '@concordat/db/plans'
import type { CommandType, Payload } from '@concordat/shared/commands'
import type { Act } from '@concordat/shared/policy'

import type { Handler, Outcome } from '../commands/context.ts'
import { refusingTaken } from '../commands/refusals.ts'

/**
 * Setting up a board: one command per kind of record, all alike. Each appends its payload as it came and writes one row.
 *
 * Rejects: `forbidden`, `conflict` (the id is taken), `invalid` (it names a record that is not on the board).
 */
type AddType = Extract<CommandType, `${string}.add`> & Act

interface RecordFields {
  readonly id: string
  readonly title: string
  readonly detail?: string | undefined
  readonly note?: string | undefined
  readonly order: number
  readonly origin: string
}

/** Columns that every record of a board has. */
interface RecordRow {
  boardId: string
  id: string
  title: string
  detail: string | null
  note: string | null
  position: number
  origin: string
  seq: number
}

function add<T extends AddType>(
  act: T,
  write: (tx: Tx, row: RecordRow, payload: Payload<T>, at: Date) => Promise<void>,
): Handler<T> {
  return async (ctx, payload): Promise<Outcome> => {
    ctx.authorise(act)
    const { id, title, detail, note, order, origin } = payload as unknown as RecordFields
    const { seq, at } = await ctx.append(payload)
    const row = {
      boardId: ctx.board.id,
      id,
      title,
      detail: detail ?? null,
      note: note ?? null,
      position: order,
      origin,
      seq,
    }
    await refusingTaken(id, () => write(ctx.tx, row, payload, at))
    return { result: { seq }, about: [id] }
  }
}

/** The first entry of a board. The dispatcher has made its row, since nothing can be locked before. */
export const createBoard: Handler<'board.create'> = async (ctx, payload) => {
  ctx.authorise('board.create')
  const { seq } = await ctx.append(payload)
  return { result: { seq }, about: [] }
}

export const addBody = add('body.add', (tx, row, { kind, short, aliases, signatory, existence, partOf, memberOf }) =>
  insertBody(tx, {
    ...row,
    kind,
    short,
    aliases,
    signatory,
    existence: existence ?? null,
    partOf: partOf ?? null,
    memberOf,
  }),
)

export const addRole = add('role.add', (tx, row, { kind, bodyIds, existence, points }) =>
  insertRole(tx, { ...row, kind: kind ?? null, bodyIds, existence: existence ?? null, points }),
)

export const addProgramme = add('programme.add', (tx, row, payload) => {
  const {
    parentId,
    status,
    phase,
    aim,
    vision,
    governance,
    agreementMilestoneId,
    implementation,
    sponsorIds,
    leadIds,
  } = payload
  return insertProgramme(tx, {
    ...row,
    parentId: parentId ?? null,
    status,
    phase: phase ?? null,
    aim: aim ?? null,
    vision: vision ?? null,
    governance,
    agreementMilestoneId: agreementMilestoneId ?? null,
    implementation: implementation ?? null,
    sponsorIds,
    leadIds,
  })
})

export const addItem = add('item.add', (tx, row, { programmeId, linkIds }) =>
  insertItem(tx, { ...row, programmeId, linkIds }),
)

export const addAccountability = add('accountability.add', (tx, row, { fromId, toId, relation }) =>
  insertAccountability(tx, { ...row, fromId, toId, relation }),
)

export const addPillar = add('pillar.add', (tx, row, { number, aliases }) =>
  insertPillar(tx, { ...row, number: number ?? null, aliases }),
)

export const addEnabler = add('enabler.add', (tx, row, { scheme, number, points }) =>
  insertEnabler(tx, { ...row, scheme: scheme ?? null, number: number ?? null, points }),
)

export const addWorkstream = add('workstream.add', (tx, row, { programmeId, number, status }) =>
  insertWorkstream(tx, { ...row, programmeId, number: number ?? null, status }),
)

/** The due date is stored as the source words it: the first baseline, beside which every later one is put (invariant 24). */
export const addMilestone = add(
  'milestone.add',
  async (tx, row, { programmeId, workstreamId, due, status, statusBasis, gate, external, relatesTo }, at) => {
    await insertMilestone(tx, {
      ...row,
      programmeId: programmeId ?? null,
      workstreamId: workstreamId ?? null,
      due,
      status,
      statusBasis,
      gate,
      external,
      relatesTo,
    })
    const { boardId, id: milestoneId, seq } = row
    if (due !== null) await insertBaseline(tx, { boardId, milestoneId, number: 0, seq, baseline: due, at })
  },
)
