import { and, asc, desc, eq, inArray, or, type SQL } from 'drizzle-orm'

import type { Tx } from '../client.ts'
import { findDependenciesOf } from '../plans.ts'
import { isUncorrected, placeInOrder, type Rated } from '../ratings.ts'
import { milestones, programmes, workstreams } from '../schema/boards.ts'
import { baselines, forecasts, ratings } from '../schema/plans.ts'
import { readEnds } from './dependencies.ts'
import { lyingIn, type Ground } from './rating-ground.ts'

type Work = Pick<Ground, 'programmes' | 'workstreams'>

/**
 * What one rating is held against, and nothing else of the board: the work below it, its milestones, and what those wait for. For
 * `groundOf` of the same subject; of any other it says nothing. Made for commands, which hold the board's row while they read.
 */
export async function readGroundBelow(tx: Tx, boardId: string, subject: Rated, now: Date): Promise<Ground> {
  const work: Work = subject.kind === 'programme' ? await readWork(tx, boardId) : { programmes: [], workstreams: [] }
  const [own, ratingOf] = await Promise.all([
    readMilestones(tx, boardId, withinSubject(subject, work)),
    readChildRatings(tx, boardId, subject, work),
  ])
  const ids = own.map(({ id }) => id)
  const dependencies = await findDependenciesOf(tx, boardId, ids)
  const elsewhere = dependencies.flatMap(({ onKind, onId }) =>
    onKind === 'milestone' && onId !== null && !ids.includes(onId) ? onId : [],
  )
  const [others, forecastRows, baselineRows, ends] = await Promise.all([
    elsewhere.length === 0 ? [] : readMilestones(tx, boardId, inArray(milestones.id, elsewhere)),
    readForecasts(tx, boardId, [...ids, ...elsewhere]),
    readBaselines(tx, boardId, ids),
    readEnds(tx, boardId, dependencies, now),
  ])
  return {
    ...work,
    milestones: own,
    plans: {
      forecasts: Map.groupBy(forecastRows, ({ milestoneId }) => milestoneId),
      baselines: Map.groupBy(baselineRows, ({ milestoneId }) => milestoneId),
      dependencies,
      ...ends,
    },
    neighbours: new Map([...own, ...others].map((row) => [row.id, { ...row, of: null }])),
    standingValue: ({ kind, id }) => ratingOf.get(`${kind}/${id}`) ?? null,
  }
}

async function readWork(tx: Tx, boardId: string): Promise<Work> {
  const [programmeRows, workstreamRows] = await Promise.all([
    tx
      .select({ id: programmes.id, title: programmes.title, parentId: programmes.parentId })
      .from(programmes)
      .where(eq(programmes.boardId, boardId))
      .orderBy(asc(programmes.position), asc(programmes.id)),
    tx
      .select({
        id: workstreams.id,
        title: workstreams.title,
        programmeId: workstreams.programmeId,
        status: workstreams.status,
      })
      .from(workstreams)
      .where(eq(workstreams.boardId, boardId))
      .orderBy(asc(workstreams.position), asc(workstreams.id)),
  ])
  return { programmes: programmeRows, workstreams: workstreamRows }
}

function withinSubject(subject: Rated, work: Work): SQL | undefined {
  if (subject.kind === 'milestone') return eq(milestones.id, subject.id)
  if (subject.kind === 'workstream') return eq(milestones.workstreamId, subject.id)
  const inside = [...lyingIn(subject, work)]
  return or(inArray(milestones.workstreamId, inside), inArray(milestones.programmeId, inside))
}

const readMilestones = async (tx: Tx, boardId: string, which: SQL | undefined) =>
  tx
    .select({
      id: milestones.id,
      title: milestones.title,
      due: milestones.due,
      status: milestones.status,
      actual: milestones.actual,
      external: milestones.external,
      programmeId: milestones.programmeId,
      workstreamId: milestones.workstreamId,
    })
    .from(milestones)
    .where(and(eq(milestones.boardId, boardId), which))
    .orderBy(asc(milestones.position), asc(milestones.id))

const readForecasts = async (tx: Tx, boardId: string, of: readonly string[]) =>
  of.length === 0
    ? []
    : tx
        .select({ milestoneId: forecasts.milestoneId, forecast: forecasts.forecast })
        .from(forecasts)
        .where(and(eq(forecasts.boardId, boardId), inArray(forecasts.milestoneId, [...of])))
        .orderBy(asc(forecasts.seq))

const readBaselines = async (tx: Tx, boardId: string, of: readonly string[]) =>
  of.length === 0
    ? []
    : tx
        .select({ milestoneId: baselines.milestoneId, baseline: baselines.baseline })
        .from(baselines)
        .where(and(eq(baselines.boardId, boardId), inArray(baselines.milestoneId, [...of])))
        .orderBy(asc(baselines.number))

/** Ratings in force of what lies directly below, by kind and id. */
async function readChildRatings(tx: Tx, boardId: string, subject: Rated, work: Work) {
  const below = [
    ...work.programmes.filter(({ parentId }) => parentId === subject.id),
    ...work.workstreams.filter(({ programmeId }) => programmeId === subject.id),
  ].map(({ id }) => id)
  const rows =
    below.length === 0
      ? []
      : await tx
          .selectDistinctOn([ratings.subjectKind, ratings.subjectId], {
            kind: ratings.subjectKind,
            id: ratings.subjectId,
            value: ratings.value,
          })
          .from(ratings)
          .where(
            and(
              eq(ratings.boardId, boardId),
              inArray(ratings.subjectKind, ['programme', 'workstream']),
              inArray(ratings.subjectId, below),
              isUncorrected,
            ),
          )
          .orderBy(ratings.subjectKind, ratings.subjectId, desc(placeInOrder))
  return new Map(rows.map(({ kind, id, value }) => [`${kind}/${id}`, value]))
}
