import { formatMonth } from './dates.ts'

/** A reporting period of a board: one calendar month, days included. */
export interface Period {
  readonly from: string
  readonly to: string
  /** `June 2026`. */
  readonly label: string
}

export const PERIODS_SHOWN = 8

/** The last `count` months, oldest first, ending with the one that `today` lies in. */
export function periodsUpTo(today: string, count = PERIODS_SHOWN): Period[] {
  const year = Number(today.slice(0, 4))
  const month = Number(today.slice(5, 7)) - 1
  return Array.from({ length: count }, (_, index) => {
    const first = new Date(Date.UTC(year, month - (count - 1 - index), 1))
    const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0))
    const from = first.toISOString().slice(0, 10)
    return { from, to: last.toISOString().slice(0, 10), label: formatMonth(from) }
  })
}

/** A rating scale changes only where a period begins (B3). */
export const isPeriodStart = (day: string): boolean => day.endsWith('-01')

/** The last of `switches` that has begun by `day`, else `otherwise`. In any order. */
export function scaleOn(
  switches: readonly { readonly fromDay: string; readonly points: 3 | 5; readonly seq: number }[],
  day: string,
  otherwise: 3 | 5,
): 3 | 5 {
  const begun = switches
    .filter(({ fromDay }) => fromDay <= day)
    .sort((a, b) => (a.fromDay === b.fromDay ? a.seq - b.seq : a.fromDay < b.fromDay ? -1 : 1))
  return begun.at(-1)?.points ?? otherwise
}
