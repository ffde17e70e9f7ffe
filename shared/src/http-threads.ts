import { z } from 'zod'

import { THREAD_KINDS } from './payloads/actions.ts'
import { ACTS } from './policy.ts'

/**
 * What HTTP answers about the golden thread (A10): one item, what it serves and what it rests on, two steps both ways.
 *
 * GET /api/boards/:board/threads/:kind/*   ThreadView (a decision's number holds slashes)
 */

export const ThreadItem = z.object({
  kind: z.enum(THREAD_KINDS),
  id: z.string(),
  title: z.string(),
  /** How it stands, in a word or two, when it has a state. */
  state: z.string().nullable(),
  /** Path of its page below the board; null when it has none. */
  path: z.string().nullable(),
})

/** Why two items are joined: a link that somebody made, or what the record knows by itself. */
const Join = z.object({
  /** Words that stand between the two, read from what serves to what is served: “ms-3 *is a milestone of* ws-1”. */
  relation: z.string(),
  /** Set on links that were made by hand: the id that `link.remove` takes, and the note. */
  link: z.object({ id: z.string(), note: z.string().nullable() }).nullable(),
})
const FarStep = z.object({ item: ThreadItem, by: z.array(Join) })
const Step = z.object({ item: ThreadItem, by: z.array(Join), next: z.array(FarStep) })

export const ThreadView = z.object({
  item: ThreadItem,
  /** What it serves, nearest first, each with what that serves in turn. No item comes twice in one direction. */
  serves: z.array(Step),
  /** What it rests on, likewise. */
  restsOn: z.array(Step),
  /** How many more there are than are shown. */
  more: z.object({ serves: z.number(), restsOn: z.number() }),
  abilities: z.array(z.enum(ACTS)),
})

export type ThreadItem = z.infer<typeof ThreadItem>
export type ThreadStep = z.infer<typeof Step>
export type ThreadView = z.infer<typeof ThreadView>
