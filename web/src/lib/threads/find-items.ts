import type { AskList, BoardView, DecisionList } from '@concordat/shared/http'
import type { ThreadKind } from '@concordat/shared/payloads/actions'

import { request } from '#lib/api/request.ts'

/** Everything of a board that an item can be joined to, as far as this person may see it. What cannot be read is left out. */
export async function findItems(board: string): Promise<{ kind: ThreadKind; id: string; title: string }[]> {
  const base = `/api/boards/${board}`
  const [view, asks, decisions] = await Promise.all([
    request<BoardView>(base),
    request<AskList>(`${base}/asks`),
    request<DecisionList>(`${base}/decisions`),
  ])
  return [
    ...(view.ok
      ? view.value.programmes.flatMap(({ id, title, workstreams }) => [
          { kind: 'programme' as const, id, title },
          ...workstreams.map((stream) => ({ kind: 'workstream' as const, id: stream.id, title: stream.title })),
        ])
      : []),
    ...(asks.ok
      ? asks.value.asks.map(({ id, number, title }) => ({ kind: 'ask' as const, id, title: `Ask ${number}: ${title}` }))
      : []),
    ...(decisions.ok
      ? decisions.value.decisions.map(({ number, title }) => ({
          kind: 'decision' as const,
          id: number,
          title: `${number}: ${title}`,
        }))
      : []),
  ]
}
