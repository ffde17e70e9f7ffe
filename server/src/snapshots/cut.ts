import type { Tx } from '@concordat/db/client'
import { readAskStandings, readAuthorities } from '@concordat/db/read/asks'
import type { BoardRow } from '@concordat/db/read/boards'
import { closureView } from '@concordat/db/read/closures'
import { readDecisionSummaries } from '@concordat/db/read/decisions'
import { readEnablers, readPillars } from '@concordat/db/read/enablers'
import { milestoneView } from '@concordat/db/read/milestone-views'
import { hangsOn, readAllProgress, type ProgressRow } from '@concordat/db/read/progress'
import { readTermsList } from '@concordat/db/read/terms'
import { programmeSummary } from '@concordat/db/read/work-summaries'
import { readWorks, type Works } from '@concordat/db/read/works'
import type { Payload } from '@concordat/shared/commands'
import { londonDay } from '@concordat/shared/dates'
import type { MilestoneView, RatingView } from '@concordat/shared/http'
import { canonicalJson, type Json } from '@concordat/shared/ledger'
import { NOBODY } from '@concordat/shared/policy'
import type {
  SnapshotContent,
  SnapshotMilestone,
  SnapshotProgramme,
  SnapshotRating,
  SnapshotWork,
} from '@concordat/shared/snapshot'

/** What the freezer says of the snapshot, beside what the board says. */
export type Cover = Payload<'snapshot.freeze'> & { readonly number: number }

/** The one written form of a snapshot: what is hashed, stored and served. */
export function canonicalContent(content: SnapshotContent): string {
  // An interface has no index signature, though all it holds is JSON.
  return canonicalJson(content as unknown as Json)
}

interface Cut {
  readonly cover: Cover
  /** Drafts of programmes and workstreams by the record they are about, settled just before. */
  readonly drafts: Works['drafts']
  readonly now: Date
}

/**
 * Reads a board whole, as it stands under the lock that the caller holds on it (invariant 40): the record at its head and the
 * drafts given. Holds no name of a person, no draft of an ask and no tracker note.
 */
export async function cutSnapshot(
  tx: Tx,
  board: Omit<BoardRow, 'ragPoints'> & { readonly ragPoints: number },
  { cover, drafts, now }: Cut,
): Promise<SnapshotContent> {
  const [record, progress, authorities, decisions, { terms }, pillars, enablers] = await Promise.all([
    readWorks(tx, board, now),
    readAllProgress(tx, board.id),
    readAuthorities(tx, board.id),
    readDecisionSummaries(tx, board.id, londonDay(now)),
    readTermsList(tx, board, { actor: NOBODY, now }),
    readPillars(tx, board.id),
    readEnablers(tx, board.id),
  ])
  const asks = await readAskStandings(tx, board.id, authorities, now)
  const works: Works = { ...record, drafts }
  const cutting: Cutting = { works, progress, now }
  return {
    format: 'concordat.snapshot/2',
    board: { slug: board.slug, title: board.title, summary: board.summary, sampleOf: board.sampleOf },
    number: cover.number,
    title: cover.title,
    committee: cover.committee ?? null,
    membersAskedTo: cover.membersAskedTo ?? null,
    introduction: cover.introduction ?? null,
    asOf: now.toISOString(),
    head: { seq: board.headSeq, hash: board.headHash },
    programmes: works.programmes.map((programme) => cutProgramme(programme, cutting)),
    authorities,
    asks: asks.map(({ ask, inForce, rows, tally }) => ({
      number: ask.number,
      title: ask.withdrawnBy === null ? ask.title : `${ask.title} (withdrawn by decision ${ask.withdrawnBy})`,
      gate: ask.gate,
      wording: inForce && {
        version: inForce.version,
        hash: inForce.hash,
        text: inForce.text,
        issuedAt: inForce.issuedAt.toISOString(),
      },
      rows: rows.map(({ part, cells }) => ({
        part: part && { id: part.id, title: part.title },
        cells: cells.map(({ state }) => state),
      })),
      tally,
    })),
    decisions: decisions.map(({ number, title, text, type, madeOn, supersedes, supersededBy }) => ({
      number,
      title,
      text,
      type,
      madeOn,
      supersedes,
      supersededBy,
    })),
    terms: terms.map(({ title, edition, sourceState }) => ({
      title,
      edition: edition?.edition ?? null,
      inForceFrom: edition?.inForceFrom ?? null,
      reviewBy: edition?.reviewBy ?? null,
      sourceState,
    })),
    pillars: pillars.map(({ number, title, detail }) => ({ number, title, detail })),
    enablers: enablers.map(({ number, title, detail }) => ({ number, title, detail })),
  }
}

interface Cutting {
  readonly works: Works
  readonly progress: readonly ProgressRow[]
  readonly now: Date
}

function cutProgramme(programme: Works['programmes'][number], cutting: Cutting): SnapshotProgramme {
  const { works, now } = cutting
  const { parentId, aim, governance, accountability, agreement } = programmeSummary(programme, works, {
    actor: NOBODY,
    now,
  })
  return {
    ...cutWork(
      { kind: 'programme', id: programme.id, title: programme.title, number: null, status: programme.status },
      cutting,
    ),
    parentId,
    aim,
    governance,
    accountable: accountability.accountable,
    answersTo: accountability.answersTo,
    agreement: agreement && cutMilestone(agreement),
    workstreams: works.workstreams
      .filter(({ programmeId }) => programmeId === programme.id)
      .map(({ id, title, number, status }) => cutWork({ kind: 'workstream', id, title, number, status }, cutting)),
  }
}

function cutWork(
  {
    kind,
    ...work
  }: Pick<SnapshotWork, 'id' | 'title' | 'number' | 'status'> & { readonly kind: 'programme' | 'workstream' },
  { works, progress, now }: Cutting,
): SnapshotWork {
  const isOwn = hangsOn({ kind, id: work.id })
  const draft = works.drafts.get(work.id)
  const noted = progress.filter(isOwn)
  const drafted = (draft?.rows['progress'] ?? []).filter(
    (row) => !noted.some(({ id, title }) => id === row.id || title === row['text']),
  )
  const rating = works.ratingOf(kind, work.id)
  return {
    ...work,
    closure: (kind === 'workstream' ? closureView(work.id, works.planReading)?.words : null) ?? null,
    rating: rating && cutRating(rating),
    narrative: draft?.texts['narrative'] || null,
    aims: (draft?.rows['aims'] ?? []).flatMap((row) => row['text'] || []),
    milestones: works.milestones.filter(isOwn).map((row) => cutMilestone(milestoneView(row, works, londonDay(now)))),
    progress: [
      ...noted.map(({ title, happened }) => ({ text: title, when: happened?.text ?? null })),
      ...drafted.flatMap((row) => (row['text'] ? { text: row['text'], when: row['when'] || null } : [])),
    ],
  }
}

function cutRating({
  value,
  trend,
  at,
  ageDays,
  stale,
  cause,
  effect,
  action,
  owner,
  by,
  reason,
  confirmed,
  contradictions,
  explanation,
}: RatingView): SnapshotRating {
  return {
    value,
    trend,
    at,
    ageDays,
    stale,
    cause,
    effect,
    action,
    owner,
    by,
    reason,
    confirmedAt: confirmed?.at ?? null,
    contradictions: contradictions.map(({ words }) => words),
    explanation,
  }
}

function cutMilestone(milestone: MilestoneView): SnapshotMilestone {
  const { title, due, forecast, owner, accountable, status, overdue, baseline, reported, slippage, actual, rollUp } =
    milestone
  return {
    title,
    due,
    forecast: forecast?.text ?? null,
    owner: accountable?.title ?? owner,
    status,
    overdue,
    first: baseline?.first.date.text ?? null,
    moves: baseline?.moves ?? 0,
    reported: reported?.date.text ?? null,
    slippage: slippage?.words ?? null,
    actual: actual?.text ?? null,
    rollUp: rollUp?.words ?? null,
  }
}
