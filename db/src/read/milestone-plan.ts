import type { MilestoneView, Signatory } from '@concordat/shared/http'
import type { BaselineView, ClaimView } from '@concordat/shared/http-plans'
import { abilities, type Act, type Actor } from '@concordat/shared/policy'
import { slippageOf } from '@concordat/shared/slippage'

import type { BaselineRow, ClaimRow, MilestoneRow } from '../plans.ts'
import { isSettled, lockOf, neededBy, waitsFor, type DatedMilestone } from './dependencies.ts'
import { forecastMoves, type PlanReading } from './plans.ts'
import { confirmedView } from './ratings.ts'

const MILESTONE_ACTS: readonly Act[] = [
  'rating.give',
  'forecast.report',
  'baseline.propose',
  'baseline.move',
  'baseline.refuse',
  'milestone.set-state',
  'milestone.claim-done',
  'milestone.drop',
  'milestone.own',
  'milestone.track',
  'dependency.add',
  'dependency.remove',
]

type PlanFields = Pick<
  MilestoneView,
  | 'baseline'
  | 'reported'
  | 'actual'
  | 'slippage'
  | 'proposals'
  | 'claim'
  | 'accountable'
  | 'rows'
  | 'rollUp'
  | 'waitsFor'
  | 'neededBy'
  | 'lock'
  | 'abilities'
>

/** What the record adds to a milestone. `isOpen`: false once what it lies in is closed, and then nobody may do anything. */
export function milestonePlanView(
  row: DatedMilestone & Pick<MilestoneRow, 'ownerKind' | 'ownerId'>,
  { plans, neighbours, nameOf, signatory, confirmations }: PlanReading,
  { actor, within, isOpen }: { readonly actor: Actor; readonly within: readonly string[]; readonly isOpen: boolean },
): PlanFields {
  const all = plans.baselines.get(row.id) ?? []
  const [first] = all
  const current = all.at(-1)
  const forecast = plans.forecasts.get(row.id)?.at(-1)
  const claim = plans.claims.get(row.id)?.at(-1)
  const track = plans.rows.get(row.id) ?? []
  const waiting = waitsFor(row, plans, neighbours)
  const complete = track.filter(({ state }) => state === 'complete').length
  const acts = (some: readonly Act[], subject: { body?: string; firstPerson?: string } = {}): Act[] =>
    isOpen ? abilities(actor, some, { within, ...subject }) : []
  return {
    baseline:
      first && current
        ? {
            current: baselineView(current),
            first: baselineView(first),
            moves: all.length - 1,
            decisions: all.flatMap(({ decision }) => decision ?? []),
          }
        : null,
    reported: forecast
      ? {
          date: forecast.forecast,
          reason: forecast.reason,
          seq: forecast.seq,
          at: forecast.at.toISOString(),
          by: signatory(forecast.seq),
          confirmed: confirmedView(forecast.seq, { signatory, confirmations }),
          moves: forecastMoves(row.id, plans),
        }
      : null,
    actual: row.actual,
    slippage:
      first && current
        ? slippageOf({
            first: first.baseline,
            current: current.baseline,
            forecast: forecast?.forecast ?? null,
            actual: row.actual,
          })
        : null,
    proposals: (plans.proposals.get(row.id) ?? []).map(({ seq, baseline, reason, effects, at }) => ({
      seq,
      baseline,
      reason,
      effects,
      at: at.toISOString(),
      by: signatory(seq),
    })),
    claim: claim ? claimView(claim, signatory) : null,
    accountable:
      row.ownerKind === null || row.ownerId === null
        ? null
        : {
            kind: row.ownerKind,
            id: row.ownerId,
            title: row.ownerKind === 'post' ? (plans.postTitles.get(row.ownerId) ?? row.ownerId) : nameOf(row.ownerId),
          },
    rows: track.map(({ id, bodyId, title, state, note, seq }) => ({
      id,
      body: bodyId,
      title,
      state,
      note,
      seq,
      abilities: acts(['milestone.set-row'], bodyId === null ? {} : { body: bodyId }),
    })),
    rollUp:
      track.length === 0 ? null : { complete, of: track.length, words: `${complete} of ${track.length} complete` },
    waitsFor: waiting,
    neededBy: neededBy(row, plans, neighbours),
    lock: isSettled(row) ? null : lockOf(waiting, plans),
    abilities: [
      ...acts(MILESTONE_ACTS),
      ...(claim?.state === 'open'
        ? acts(['milestone.accept-done', 'milestone.reject-claim'], { firstPerson: claim.personId })
        : []),
    ],
  }
}

const baselineView = ({ baseline, number, seq, at, decision, reason }: BaselineRow): BaselineView => ({
  date: baseline,
  number,
  seq,
  at: at.toISOString(),
  decision,
  reason,
})

function claimView(claim: ClaimRow, signatory: (seq: number) => Signatory): ClaimView {
  const { seq, actual, evidence, note, at, state, settledSeq, settledAt, settledWords } = claim
  return {
    seq,
    actual,
    evidence,
    note,
    at: at.toISOString(),
    by: signatory(seq),
    state,
    settled:
      settledSeq === null || settledAt === null
        ? null
        : { seq: settledSeq, at: settledAt.toISOString(), by: signatory(settledSeq), words: settledWords },
  }
}
