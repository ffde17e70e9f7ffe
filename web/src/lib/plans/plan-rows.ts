import type { MilestoneView } from '@concordat/shared/http'

/** A row of the working plan beside the milestone on record that carries its id, when there is one. */
export interface PlanRow {
  readonly id: string
  /** `2.3`: the workstream's number and the place in the plan. */
  readonly reference: string
  readonly title: string
  readonly owner: string
  readonly forecast: string
  readonly note: string
  readonly milestone: MilestoneView | null
  /** False for a milestone that stands on record and has no row in the plan: it can be read, not edited. */
  readonly isInPlan: boolean
}

type Cells = { readonly [cell: string]: string }

/** The plan's rows in their order, then what is on record only. */
export function planRows(
  rows: readonly Cells[],
  milestones: readonly MilestoneView[],
  number: number | null,
): PlanRow[] {
  const byId = new Map(milestones.map((milestone) => [milestone.id, milestone]))
  const inPlan = new Set(rows.map((row) => row['id'] ?? ''))
  const reference = (index: number): string => (number === null ? `${index + 1}` : `${number}.${index + 1}`)

  const planned = rows.map((row, index): PlanRow => {
    const id = row['id'] ?? ''
    return {
      id,
      reference: reference(index),
      title: row['title'] ?? '',
      owner: row['owner'] ?? '',
      forecast: row['forecast'] ?? '',
      note: row['note'] ?? '',
      milestone: byId.get(id) ?? null,
      isInPlan: true,
    }
  })
  const onRecordOnly = milestones
    .filter(({ id }) => !inPlan.has(id))
    .map((milestone, index): PlanRow => {
      return {
        id: milestone.id,
        reference: reference(planned.length + index),
        title: milestone.title,
        owner: milestone.owner ?? '',
        forecast: milestone.forecast?.text ?? '',
        note: milestone.note ?? '',
        milestone,
        isInPlan: false,
      }
    })
  return [...planned, ...onRecordOnly]
}

/** The id to move after so that `id` ends up at `place` (from 0) among `ids`; undefined when it is there already. */
export function neighbourFor(ids: readonly string[], id: string, place: number): string | null | undefined {
  if (ids.indexOf(id) === place) return undefined
  const others = ids.filter((other) => other !== id)
  return others[Math.min(place, others.length) - 1] ?? null
}
