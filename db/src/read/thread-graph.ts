import type { ThreadItem, ThreadView } from '@concordat/shared/http-threads'

/** One step of the thread: `serving` serves `served`, and so `served` rests on `serving`. */
export interface Edge {
  /** `kind id`, as `keyOf` writes it. */
  readonly serving: string
  readonly served: string
  readonly relation: string
  readonly link: { readonly id: string; readonly note: string | null } | null
}

type Step = ThreadView['serves'][number]
type Join = Step['by'][number]

export const keyOf = (kind: string, id: string): string => `${kind} ${id}`

/** Most items shown for one step in one direction; the rest is told as a number. */
export const MOST_SHOWN = 100

/**
 * What `start` serves and what it rests on, two steps both ways (A10). No item comes twice in one direction, so circles end; edges to items
 * that are not among `items` are left out, which is how an exempt decision stays unseen. Total: never throws.
 */
export function threadOf(
  start: string,
  items: ReadonlyMap<string, ThreadItem>,
  edges: readonly Edge[],
): Pick<ThreadView, 'serves' | 'restsOn' | 'more'> {
  const known = edges.filter(({ serving, served }) => serving !== served && items.has(serving) && items.has(served))
  const up = Map.groupBy(known, ({ serving }) => serving)
  const down = Map.groupBy(known, ({ served }) => served)
  const serves = walk(start, items, (key) => (up.get(key) ?? []).map((edge) => [edge.served, edge] as const))
  const restsOn = walk(start, items, (key) => (down.get(key) ?? []).map((edge) => [edge.serving, edge] as const))
  return { serves: serves.steps, restsOn: restsOn.steps, more: { serves: serves.more, restsOn: restsOn.more } }
}

function walk(
  start: string,
  items: ReadonlyMap<string, ThreadItem>,
  out: (key: string) => (readonly [string, Edge])[],
): { readonly steps: Step[]; readonly more: number } {
  const near = joined(out(start))
  const seen = new Set([start, ...near.keys()])
  const steps: Step[] = []
  let more = Math.max(0, near.size - MOST_SHOWN)
  for (const [key, by] of [...near].slice(0, MOST_SHOWN)) {
    const item = items.get(key)
    if (!item) continue
    const far = [...joined(out(key))].filter(([next]) => !seen.has(next))
    for (const [next] of far) seen.add(next)
    more += Math.max(0, far.length - MOST_SHOWN)
    const next = far.slice(0, MOST_SHOWN).flatMap(([to, why]) => {
      const further = items.get(to)
      return further ? [{ item: further, by: why }] : []
    })
    steps.push({ item, by, next })
  }
  return { steps, more }
}

/** Several reasons for one step become one step with several reasons. */
function joined(steps: readonly (readonly [string, Edge])[]): Map<string, Join[]> {
  const by = new Map<string, Join[]>()
  for (const [key, { relation, link }] of steps) by.set(key, [...(by.get(key) ?? []), { relation, link }])
  return by
}
