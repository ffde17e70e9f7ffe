import { formatMonth } from '@concordat/shared/dates'
import { parseDate } from '@concordat/shared/parse-date'

export interface DateParts {
  day: string
  month: string
  year: string
}

/** "2026-07-14" or "2026-07" into its boxes. Anything else leaves them empty. */
export function partsOf(value: string): DateParts {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(value) ?? []
  return { day: day.replace(/^0/, ''), month: month.replace(/^0/, ''), year }
}

/** A whole date typed or pasted into one box: "14 jul 2026", "2026-07-14", "July 2026". */
export function splitWhole(text: string): DateParts | undefined {
  const read = parseDate(text)
  if (read?.from && read.precision === 'day') return partsOf(read.from)
  if (read?.from && read.precision === 'month') return partsOf(read.from.slice(0, 7))
  return undefined
}

/** The same without its year: "14 jul", "14/7". */
export function splitDayAndMonth(text: string): Pick<DateParts, 'day' | 'month'> | undefined {
  const [, day, month] = /^(\d{1,2})[\s/.-]+(\d{1,2}|[a-z]{3,})$/i.exec(text.trim()) ?? []
  return day && month ? { day, month } : undefined
}

export type DateReading = { value: string; problem?: undefined } | { value: ''; problem: string }

/** The boxes as an ISO date (or month), or what is wrong with them. All empty is an empty value, not a problem. */
export function readParts(parts: DateParts, monthOnly: boolean): DateReading {
  const day = monthOnly ? '' : parts.day.trim()
  const month = parts.month.trim()
  const year = parts.year.trim()
  if (!day && !month && !year) return { value: '' }

  const missing = [!monthOnly && !day && 'a day', !month && 'a month', !year && 'a year'].filter(
    (name) => name !== false,
  )
  if (missing.length > 0) return { value: '', problem: `The date needs ${missing.join(' and ')}` }
  if (!/^\d{4}$/.test(year)) return { value: '', problem: 'The year needs four digits' }

  const first = parseDate(`1 ${month} ${year}`)
  if (first?.precision !== 'day' || !first.from) return { value: '', problem: `There is no month “${month}”` }
  if (monthOnly) return { value: first.from.slice(0, 7) }

  const read = parseDate(`${day} ${month} ${year}`)
  if (read?.precision !== 'day' || !read.from)
    return { value: '', problem: `There is no ${day} ${formatMonth(first.from)}` }
  return { value: read.from }
}
