import { z } from 'zod'

import type { EntryFilter } from '@concordat/db/ledger'
import { dayAfter, londonDay } from '@concordat/shared/dates'
import { Day } from '@concordat/shared/payloads/shapes'

const HOUR_MS = 3_600_000

/** A day, taken as London's, or an instant to the minute and finer: the record can be read as of any minute. */
const When = z.union([Day, z.iso.datetime({ offset: true })])

/** What entries can be picked by, in every list and file. */
export const FilterQuery = z.object({
  type: z.string().max(40).optional(),
  about: z.string().min(1).max(120).optional().describe('Id of a record or body; entry-12: corrections of entry 12'),
  actor: z.string().min(1).max(80).optional().describe('Id of a person'),
  from: When.optional().describe('A day or an instant; recorded then or later'),
  to: When.optional().describe('A day or an instant; recorded then or earlier'),
})

/** The filter that a query asks for. `to` as a day includes that day. */
export function filterOf({ type, about, actor, from, to }: z.infer<typeof FilterQuery>): EntryFilter {
  return {
    ...(type !== undefined && { type }),
    ...(about !== undefined && { about }),
    ...(actor !== undefined && { actor }),
    ...(from !== undefined && { from: isDay(from) ? startOfLondonDay(from) : new Date(from) }),
    ...(to !== undefined && {
      to: isDay(to) ? new Date(startOfLondonDay(dayAfter(to)).getTime() - 1) : new Date(to),
    }),
  }
}

const isDay = (when: string): boolean => when.length === 10

/** London's midnight: in summer it is still the day before in UTC. */
function startOfLondonDay(day: string): Date {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  return new Date(londonDay(new Date(midnight - HOUR_MS)) === day ? midnight - HOUR_MS : midnight)
}
