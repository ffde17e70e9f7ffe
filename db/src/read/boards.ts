import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm'

import { settingsOf } from '@concordat/shared/board-settings'
import { londonDay } from '@concordat/shared/dates'
import type { BoardList, BoardView } from '@concordat/shared/http'
import { abilities, may, NOBODY, type Act, type Actor } from '@concordat/shared/policy'

import type { Db, Tx } from '../client.ts'
import { boards } from '../schema/boards.ts'
import { decisions, terms } from '../schema/decisions.ts'
import { publishedSnapshots } from '../schema/snapshots.ts'
import type { Asking } from './asking.ts'
import { askStrip, readAskStandings, readAuthorities } from './asks.ts'
import { readDecisionSummaries } from './decisions.ts'
import { readEnablers, readPillars } from './enablers.ts'
import { readLatestPublished } from './snapshots.ts'
import { milestonesAhead } from './milestone-views.ts'
import { programmeSummary } from './work-summaries.ts'
import { readWorks } from './works.ts'

const BOARD_ACTS: readonly Act[] = [
  'board.read',
  'ledger.read',
  'document.read',
  'presence.show',
  'snapshot.read-frozen',
  'snapshot.read-published',
  'wording.issue',
  'decision.record',
  'decision.supersede',
  'terms.adopt',
  'board.configure',
  'action.open',
  'snapshot.freeze',
]
const DECISIONS_SHOWN = 5

/** A board and the head of its ledger. */
export interface BoardRow extends Pick<
  typeof boards.$inferSelect,
  | 'id'
  | 'slug'
  | 'code'
  | 'title'
  | 'summary'
  | 'asOf'
  | 'sampleOf'
  | 'ratingPeriodDays'
  | 'settings'
  | 'headSeq'
  | 'headHash'
> {
  readonly ragPoints: 3 | 5
}

const columns = {
  id: boards.id,
  slug: boards.slug,
  code: boards.code,
  title: boards.title,
  summary: boards.summary,
  asOf: boards.asOf,
  sampleOf: boards.sampleOf,
  ragPoints: sql<3 | 5>`${boards.ragPoints}`,
  ratingPeriodDays: boards.ratingPeriodDays,
  settings: boards.settings,
  headSeq: boards.headSeq,
  headHash: boards.headHash,
}

/** The board of that slug, seen or not: whoever asks decides whether the actor may know of it. */
export async function findBoard(db: Db | Tx, slug: string): Promise<BoardRow | undefined> {
  const [row] = await db.select(columns).from(boards).where(eq(boards.slug, slug))
  return row
}

/** Of the boards on which someone has a seat, those they may read in the capacity of that seat, by title. */
export async function listBoards(
  db: Db,
  seats: readonly { readonly board: { readonly id: string }; readonly actor: Actor }[],
): Promise<BoardList> {
  const actors = new Map(
    seats.flatMap(({ board, actor }) => (may(actor, 'board.read') ? [[board.id, actor] as const] : [])),
  )
  const rows = await db
    .select({
      id: boards.id,
      slug: boards.slug,
      title: boards.title,
      summary: boards.summary,
      sampleOf: boards.sampleOf,
    })
    .from(boards)
    .where(inArray(boards.id, [...actors.keys()]))
    .orderBy(asc(boards.title), asc(boards.id))
  return { boards: rows.map((row) => ({ ...row, abilities: abilities(actors.get(row.id) ?? NOBODY, BOARD_ACTS) })) }
}

/** The board on a page, as one reader sees it now (A1, A3, B4, B6). A fixed number of queries, whatever the board holds. */
export async function readBoardView(tx: Tx, board: BoardRow, asking: Asking): Promise<BoardView> {
  const of = board.id
  const [works, authorities, pillarRows, enablerRows, latest, snapshot, counted] = await Promise.all([
    readWorks(tx, board, asking.now),
    readAuthorities(tx, of),
    readPillars(tx, of),
    readEnablers(tx, of),
    readDecisionSummaries(tx, of, londonDay(asking.now), DECISIONS_SHOWN),
    readLatestPublished(tx, board.slug),
    Promise.all([
      // Those who may not read exempt decisions do not learn from a count that there are any (invariant 20).
      tx.$count(
        decisions,
        and(
          eq(decisions.boardId, of),
          may(asking.actor, 'exempt.read') ? undefined : isNull(decisions.exemptParagraph),
        ),
      ),
      tx.$count(publishedSnapshots, eq(publishedSnapshots.boardSlug, board.slug)),
      tx.$count(terms, eq(terms.boardId, of)),
    ]),
  ])
  const asks = await readAskStandings(tx, of, authorities, asking.now)
  const [decisionCount, snapshotCount, termsCount] = counted
  const { id, slug, code, title, summary, asOf, sampleOf, ragPoints, ratingPeriodDays } = board
  return {
    id,
    slug,
    code,
    title,
    summary,
    asOf,
    sampleOf,
    ragPoints,
    ratingPeriodDays,
    settings: { ...settingsOf(board.settings), ratingPeriodDays },
    bodies: [...works.bodies],
    programmes: works.programmes.map((row) => programmeSummary(row, works, asking)),
    pillars: pillarRows,
    enablers: enablerRows,
    milestones: { ...milestonesAhead(works, londonDay(asking.now), asking.actor), total: works.milestones.length },
    asks: asks.map((standing) => askStrip(standing)),
    decisions: latest,
    snapshot,
    counts: {
      bodies: works.bodies.length,
      programmes: works.programmes.length,
      workstreams: works.workstreams.length,
      milestones: works.milestones.length,
      asks: asks.length,
      decisions: decisionCount,
      snapshots: snapshotCount,
      terms: termsCount,
    },
    head: { seq: board.headSeq, hash: board.headHash },
    readAt: asking.now.toISOString(),
    abilities: abilities(asking.actor, BOARD_ACTS),
  }
}
