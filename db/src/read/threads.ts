import { DECISION_STATE_WORDS } from '@concordat/shared/decision-clocks'
import { londonDay } from '@concordat/shared/dates'
import type { ThreadItem, ThreadView } from '@concordat/shared/http-threads'
import type { ThreadKind } from '@concordat/shared/payloads/actions'
import { abilities, may } from '@concordat/shared/policy'

import type { Tx } from '../client.ts'
import { findThing } from '../things.ts'
import type { Asking } from './asking.ts'
import type { BoardRow } from './boards.ts'
import { keyOf, threadOf, type Edge } from './thread-graph.ts'
import { readThreadRows, type ThreadRows } from './thread-rows.ts'

/**
 * What a record serves and what it rests on (A10), from links that people made and from what the record knows by itself. A fixed number of
 * queries, whatever the board holds and however its records hang together. Undefined for what is not there, and for an exempt decision when
 * the reader is not entitled (invariant 20).
 */
export async function readThread(
  tx: Tx,
  board: Pick<BoardRow, 'id'>,
  { kind, id }: { readonly kind: ThreadKind; readonly id: string },
  asking: Asking,
): Promise<ThreadView | undefined> {
  const isEntitled = may(asking.actor, 'exempt.read')
  const thing = await findThing(tx, board.id, kind, id)
  if (!thing || (thing.isExempt && !isEntitled)) return undefined

  const rows = await readThreadRows(tx, board.id, londonDay(asking.now))
  const items = itemsOf(rows, isEntitled)
  const item = items.get(keyOf(kind, id))
  if (!item) return undefined
  return {
    item,
    ...threadOf(keyOf(kind, id), items, edgesOf(rows)),
    abilities: abilities(asking.actor, ['link.add', 'link.remove'], { within: thing.within }),
  }
}

/** Every item that this reader may know of, by key. */
function itemsOf(rows: ThreadRows, isEntitled: boolean): ReadonlyMap<string, ThreadItem> {
  const items: ThreadItem[] = [
    ...rows.programmes.map(({ id, title, status }) => item('programme', id, title, status, `programmes/${id}`)),
    ...rows.workstreams.map(({ id, title, status }) => item('workstream', id, title, status, `workstreams/${id}`)),
    ...rows.milestones.map(({ id, title, status, programmeId, workstreamId }) =>
      item('milestone', id, title, status, milestonePath(programmeId, workstreamId)),
    ),
    ...rows.pillars.map(({ id, title }) => item('pillar', id, title)),
    ...rows.enablers.map(({ id, title }) => item('enabler', id, title)),
    ...rows.asks.map(({ id, number, title }) => item('ask', id, `${number} ${title}`, null, `asks/${id}`)),
    ...rows.signOffs.map(({ seq, body, part, event }) =>
      item('sign-off', String(seq), part === '' ? body : `${body}, part ${part}`, event, `receipts/${seq}`),
    ),
    ...rows.decisions.flatMap(({ number }) => {
      const standing = rows.standings.get(number)
      if (!standing || (standing.isExempt && !isEntitled)) return []
      return item('decision', number, standing.title, DECISION_STATE_WORDS[standing.state], `decisions/${number}`)
    }),
    ...rows.terms.map(({ id, title }) => item('terms', id, title, null, `terms/${id}`)),
    ...rows.actions.map(({ number, text, state }) => item('action', number, text, state, `actions/${number}`)),
  ]
  return new Map(items.map((one) => [keyOf(one.kind, one.id), one]))
}

const item = (
  kind: ThreadKind,
  id: string,
  title: string,
  state: string | null = null,
  path: string | null = null,
): ThreadItem => ({ kind, id, title, state, path })

const milestonePath = (programmeId: string | null, workstreamId: string | null): string | null =>
  workstreamId === null ? programmeId && `programmes/${programmeId}` : `workstreams/${workstreamId}`

/** Every edge of the board: first those the record knows, then those that people made. */
function edgesOf(rows: ThreadRows): Edge[] {
  const kindOf = new Map(
    (
      [
        ['programme', rows.programmes],
        ['workstream', rows.workstreams],
        ['milestone', rows.milestones],
        ['pillar', rows.pillars],
        ['enabler', rows.enablers],
        ['ask', rows.asks],
      ] as const
    ).flatMap(([kind, ofKind]) => ofKind.map(({ id }) => [id, kind] as const)),
  )
  const related = (kind: ThreadKind, id: string, to: string): Edge[] => {
    const toKind = kindOf.get(to)
    if (toKind === undefined) return []
    // A milestone that relates to an ask waits for its answers; everything else serves what it relates to.
    return kind === 'milestone' && toKind === 'ask'
      ? [edge([toKind, to], [kind, id], 'is needed by')]
      : [edge([kind, id], [toKind, to], 'relates to')]
  }
  return [
    ...rows.programmes.flatMap(({ id, parentId }) =>
      parentId === null ? [] : edge(['programme', id], ['programme', parentId], 'is part of'),
    ),
    ...rows.workstreams.map(({ id, programmeId }) =>
      edge(['workstream', id], ['programme', programmeId], 'is part of'),
    ),
    ...rows.milestones.flatMap(({ id, programmeId, workstreamId, relatesTo }) => [
      ...(workstreamId === null ? [] : [edge(['milestone', id], ['workstream', workstreamId], 'is a milestone of')]),
      ...(programmeId === null ? [] : [edge(['milestone', id], ['programme', programmeId], 'is a milestone of')]),
      ...relatesTo.flatMap((to) => related('milestone', id, to)),
    ]),
    ...rows.asks.flatMap(({ id, relatesTo }) => relatesTo.flatMap((to) => related('ask', id, to))),
    ...rows.signOffs.map(({ seq, askId }) => edge(['sign-off', String(seq)], ['ask', askId], 'answers')),
    ...rows.decisions.flatMap(({ number, supersedes, detail }) => [
      ...(supersedes === null ? [] : [edge(['decision', supersedes], ['decision', number], 'is superseded by')]),
      ...(detail.terms ? [edge(['terms', detail.terms.id], ['decision', number], 'lets the body decide')] : []),
    ]),
    ...rows.editions.map(({ termsId, edition, decision }) =>
      edge(['decision', decision], ['terms', termsId], `adopts edition ${edition}`),
    ),
    ...rows.actions.map(({ number, kind, id }) => edge(['action', number], [kind, id], 'carries out')),
    ...rows.baselines.flatMap(({ milestoneId, decision }) =>
      decision === null ? [] : edge(['decision', decision], ['milestone', milestoneId], 'moves the baseline of'),
    ),
    ...rows.closures.flatMap(({ workstreamId, decision }) =>
      decision === null ? [] : edge(['decision', decision], ['workstream', workstreamId], 'closes'),
    ),
    ...rows.gates.flatMap(({ askId, decision, opens }) => [
      ...(decision === null ? [] : [edge(['decision', decision], ['ask', askId], 'settles the gate of')]),
      ...(opens !== null && kindOf.get(opens) === 'milestone'
        ? [edge(['ask', askId], ['milestone', opens], 'opens')]
        : []),
    ]),
    ...rows.dependencies.flatMap(({ fromId, kind, id }) =>
      id === null || (kind !== 'milestone' && kind !== 'ask' && kind !== 'decision')
        ? []
        : edge([kind, id], ['milestone', fromId], 'is needed by'),
    ),
    ...rows.links.map(({ id, note, servingKind, servingId, servedKind, servedId }) => ({
      ...edge([servingKind, servingId], [servedKind, servedId], 'serves'),
      link: { id, note },
    })),
  ]
}

const edge = (
  serving: readonly [ThreadKind, string],
  served: readonly [ThreadKind, string],
  relation: string,
): Edge => ({ serving: keyOf(...serving), served: keyOf(...served), relation, link: null })
