import { londonDay } from '@concordat/shared/dates'
import type { ProgrammeSummary, WorkstreamSummary } from '@concordat/shared/http'
import type { ScaleView } from '@concordat/shared/http-plans'
import { scaleOn } from '@concordat/shared/periods'
import { abilities, type Act } from '@concordat/shared/policy'

import type { Asking } from './asking.ts'
import { closureView } from './closures.ts'
import { milestoneView } from './milestone-views.ts'
import { isOverdue, judged } from './rating-ground.ts'
import type { ProgrammeRow, Works, WorkstreamRow } from './works.ts'

/** What may be done to a piece of work. */
export const WORK_ACTS: readonly Act[] = [
  'document.write',
  'rating.give',
  'rating.reaffirm',
  'progress.note',
  'progress.report',
  'scale.switch',
  'workstream.recommend-closure',
  'workstream.close',
  'workstream.refuse-closure',
]

export function workstreamSummary(row: WorkstreamRow, works: Works, today: string): WorkstreamSummary {
  const own = works.milestones.filter(({ workstreamId }) => workstreamId === row.id)
  const rating = works.ratingOf('workstream', row.id)
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    status: row.status,
    note: row.note,
    rating,
    milestones: {
      total: own.length,
      done: own.filter(({ status }) => status === 'done').length,
      overdue: own.filter((milestone) => isOverdue(milestone, today)).length,
    },
    ...judged({ kind: 'workstream', id: row.id }, rating, works, today),
    closure: closureView(row.id, works.planReading),
  }
}

/** A programme with its regional and local line and its accountability chain by name (A3), and its workstreams. */
export function programmeSummary(row: ProgrammeRow, works: Works, { actor, now }: Asking): ProgrammeSummary {
  const today = londonDay(now)
  const agreement = works.milestones.find(({ id }) => id === row.agreementMilestoneId)
  const rating = works.ratingOf('programme', row.id)
  const namesOf = (ids: readonly string[] | undefined): string[] => (ids ?? []).map((id) => works.nameOf(id))
  return {
    id: row.id,
    title: row.title,
    parentId: row.parentId,
    status: row.status,
    phase: row.phase,
    aim: row.aim,
    governance: row.governance.map(({ level, bodyIds, roleIds }) => ({
      level,
      names: namesOf([...bodyIds, ...roleIds]),
    })),
    accountability: {
      summary: row.implementation?.summary ?? null,
      accountable: namesOf(row.implementation?.accountableIds),
      answersTo: namesOf(row.implementation?.accountableToIds),
      challengedBy: namesOf(row.implementation?.challengeIds),
    },
    agreement: agreement ? milestoneView(agreement, works, today, actor) : null,
    rating,
    items: works.items.filter(({ programmeId }) => programmeId === row.id).map(({ id, title }) => ({ id, title })),
    workstreams: works.workstreams
      .filter(({ programmeId }) => programmeId === row.id)
      .map((workstream) => workstreamSummary(workstream, works, today)),
    ...judged({ kind: 'programme', id: row.id }, rating, works, today),
    scale: scaleView(row.id, works, today),
    abilities: abilities(actor, WORK_ACTS, { kind: 'programme', within: works.within(row.id) }),
  }
}

/** The scale a programme rates on today, and what is set down to follow (B3). */
export function scaleView(programmeId: string, { plans, boardScale }: Works, today: string): ScaleView {
  const own = plans.scales.filter((row) => row.programmeId === programmeId)
  const [next] = own.filter(({ fromDay }) => fromDay > today).sort((a, b) => (a.fromDay < b.fromDay ? -1 : 1))
  return {
    points: scaleOn(own, today, boardScale),
    // Of several for one day the last one counts.
    next: next ? { points: scaleOn(own, next.fromDay, boardScale), from: next.fromDay } : null,
  }
}
