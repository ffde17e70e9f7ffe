import { z } from 'zod'

import { Signatory } from './http-shapes.ts'
import { ACTION_SOURCES } from './payloads/actions.ts'
import { ACTS } from './policy.ts'

/**
 * What HTTP answers about actions (E14).
 *
 * GET /api/boards/:board/actions?mine&overdue&state&sourceKind&sourceId   ActionList
 * GET /api/boards/:board/actions/*                                        ActionView (the number holds slashes)
 * GET /api/boards/:board/posts                                            PostList: the posts that an action can be given to
 */

const Instant = z.iso.datetime()
export const ACTION_STATES = ['open', 'in-progress', 'done-claimed', 'closed', 'cancelled'] as const

/** A post or a body of the board. */
const Owner = z.object({
  kind: z.enum(['post', 'body']),
  id: z.string(),
  title: z.string(),
  /** What a post belongs to, in words; null for a body. */
  organisation: z.string().nullable(),
})
/** And for a post who holds it on the day of reading. */
const Holder = Owner.extend({
  holder: z.object({ person: z.string(), name: z.string(), acting: z.boolean() }).nullable(),
})
const Paper = z.object({ title: z.string(), reference: z.string() })

/** One act on an action, oldest first. */
export const ActionEvent = z.object({
  seq: z.number(),
  event: z.enum(['opened', 'reassigned', 'reported', 'claimed-done', 'closed', 'cancelled']),
  /** The note, the reason or the sentence. */
  words: z.string().nullable(),
  evidence: z.array(Paper),
  /** For an opening or a reassignment: to whom it went. */
  owner: Owner.nullable(),
  at: Instant,
  by: Signatory,
})

export const ActionSummary = z.object({
  number: z.string(),
  text: z.string(),
  state: z.enum(ACTION_STATES),
  owner: Holder,
  helpers: z.array(z.object({ kind: z.enum(['post', 'body']), id: z.string(), title: z.string() })),
  due: z.string(),
  /** Worked out: due before today and neither closed nor cancelled. A claim does not stop the clock. */
  overdue: z.boolean(),
  daysOverdue: z.number(),
  /** Null also when the source is one that this reader may not see. */
  source: z.object({ kind: z.enum(ACTION_SOURCES), id: z.string(), title: z.string() }).nullable(),
  openedOn: z.string(),
  openedAt: Instant,
  /** Entry that last changed it: what `expect` is compared with. */
  seq: z.number(),
  /** The claim that stands, to be given to `action.close`. */
  claim: z
    .object({ seq: z.number(), sentence: z.string().nullable(), evidence: z.array(Paper), at: Instant, by: Signatory })
    .nullable(),
  mine: z.boolean(),
  abilities: z.array(z.enum(ACTS)),
})
export const ActionView = ActionSummary.extend({ events: z.array(ActionEvent) })
export const ActionList = z.object({
  actions: z.array(ActionSummary),
  /** Over all actions of the board, whatever was asked for. */
  counts: z.object({
    open: z.number(),
    overdue: z.number(),
    mine: z.number(),
    closed: z.number(),
    cancelled: z.number(),
  }),
  abilities: z.array(z.enum(ACTS)),
})

export const PostList = z.object({
  posts: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      organisation: z.string(),
      /** Id of the body of the board that its seat speaks for. */
      body: z.string().nullable(),
      /** Name of whoever holds it on the day of reading; null for a vacant post. */
      holder: z.string().nullable(),
      acting: z.boolean(),
    }),
  ),
})

export type ActionEvent = z.infer<typeof ActionEvent>
export type ActionSummary = z.infer<typeof ActionSummary>
export type ActionView = z.infer<typeof ActionView>
export type ActionList = z.infer<typeof ActionList>
export type PostList = z.infer<typeof PostList>
