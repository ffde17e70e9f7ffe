import { compareDates, isPast, londonDay } from '@concordat/shared/dates'
import type { MilestoneView } from '@concordat/shared/http'
import { parseDate } from '@concordat/shared/parse-date'
import { NOBODY, type Actor } from '@concordat/shared/policy'

import type { Tx } from '../client.ts'
import type { Asking } from './asking.ts'
import type { BoardRow } from './boards.ts'
import { isSettled } from './dependencies.ts'
import { milestonePlanView } from './milestone-plan.ts'
import { isTransferred } from './plans.ts'
import { isOverdue } from './rating-ground.ts'
import { homeOf, readWorks, type MilestoneRow, type Works } from './works.ts'

/**
 * A milestone as shown: baseline and state from the record, forecast and owner from the draft plan of the record it belongs to
 * and from no other, so that nobody moves a milestone they may not write about.
 */
export function milestoneView(row: MilestoneRow, works: Works, today: string, actor: Actor = NOBODY): MilestoneView {
  const home = homeOf(row, works)
  const planned = works.drafts.get(home.id)?.rows['plan']?.find(({ id }) => id === row.id)
  const forecast = planned?.['forecast'] ?? ''
  return {
    id: row.id,
    title: row.title,
    of: home,
    due: row.due,
    status: row.status,
    statusBasis: row.statusBasis,
    gate: row.gate,
    external: row.external,
    note: row.note,
    overdue: isOverdue(row, today),
    forecast: forecast === '' ? null : { text: forecast, date: parseDate(forecast) },
    owner: planned?.['owner'] || null,
    seq: row.seq,
    ...milestonePlanView(row, works.planReading, {
      actor,
      within: [row.id, ...works.within(home.id)],
      isOpen: !isInClosed(row, works),
    }),
  }
}

const isInClosed = ({ workstreamId }: MilestoneRow, { workstreams }: Works): boolean =>
  workstreams.some(({ id, status }) => id === workstreamId && isTransferred(status))

/** Milestones that need an eye: overdue ones, longest late first, and those to come, soonest first, undated gates last. */
export function milestonesAhead(
  works: Works,
  today: string,
  actor: Actor = NOBODY,
): { overdue: MilestoneView[]; next: MilestoneView[] } {
  const sorted = works.milestones
    .map((row) => milestoneView(row, works, today, actor))
    .sort((a, b) => compareDates(a.due, b.due))
  return {
    overdue: sorted.filter(({ overdue }) => overdue),
    next: sorted.filter((view) => !isSettled(view) && !isPast(view.due, today) && (view.due?.to != null || view.gate)),
  }
}

/** Every milestone of the board, in its order, with what `asking` may do to each. */
export async function readMilestones(tx: Tx, board: BoardRow, { actor, now }: Asking): Promise<MilestoneView[]> {
  const works = await readWorks(tx, board, now)
  const today = londonDay(now)
  return works.milestones.map((row) => milestoneView(row, works, today, actor))
}
