/**
 * Dates as these boards use them: often a month, a season or "by 2028", never more exact than the source (model 8, spec 4.2).
 * The one formatter of dates; `parse-date.ts` is the one reader. Days are ISO `YYYY-MM-DD`, in Europe/London; instants are ISO UTC.
 */
export interface FuzzyDate {
  /** The words of the source; these are shown. */
  readonly text: string
  /** First and last day meant, inclusive; null when open. */
  readonly from: string | null
  readonly to: string | null
  readonly precision: string
  readonly qualifier: string
  /** `stated` by the source or `inferred` by us. */
  readonly basis: string
}

const LONDON = 'Europe/London'
const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: LONDON })
const weekdayFormat = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: LONDON,
})
const monthFormat = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: LONDON })
const clockFormat = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
  timeZone: LONDON,
})
const partsFormat = new Intl.DateTimeFormat('en-GB', {
  hour: 'numeric',
  minute: '2-digit',
  hour12: true,
  timeZone: LONDON,
})
const isoDayFormat = new Intl.DateTimeFormat('en-CA', {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  timeZone: LONDON,
})

const asDate = (when: string | Date): Date =>
  typeof when === 'string' ? new Date(when.length === 10 ? `${when}T12:00:00Z` : when) : when

/** `14 July 2026`, from a day or an instant. */
export const formatDay = (when: string | Date): string => dayFormat.format(asDate(when))
/** `Tuesday 14 July 2026`: meetings and deadlines. */
export const formatWeekday = (when: string | Date): string => weekdayFormat.format(asDate(when)).replace(',', '')
/** `July 2026`. */
export const formatMonth = (when: string | Date): string => monthFormat.format(asDate(when))
/** `2:30pm`, `9am`: on the hour the minutes go. */
export function formatTime(when: string | Date): string {
  const part = (type: string): string =>
    partsFormat.formatToParts(asDate(when)).find((p) => p.type === type)?.value ?? ''
  const minute = part('minute')
  return `${part('hour')}${minute === '00' ? '' : `:${minute}`}${part('dayPeriod')
    .toLowerCase()
    .replaceAll(/[^a-z]/gu, '')}`
}
/** `14 July 2026, 2:30pm`. */
export const formatInstant = (when: string | Date): string => `${formatDay(when)}, ${formatTime(when)}`
/** `14:03:22`: the save state, the one 24-hour clock. */
export const formatClock = (when: string | Date): string => clockFormat.format(asDate(when))
/** The London day of an instant, `YYYY-MM-DD`. */
export const londonDay = (when: string | Date): string => isoDayFormat.format(asDate(when))

const DAY_MS = 86_400_000
const daysOn = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

/** The day before this one: the last day of something that ends on it. */
export const dayBefore = (day: string): string => daysOn(day, -1)
/** The day after this one: the first day of something that follows it. */
export const dayAfter = (day: string): string => daysOn(day, 1)

/** Whole days from one ISO day to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
}

/** Past its last day and so overdue if not done: "by July 2016" is overdue from 1 August 2016; no date is never overdue (model 7). */
export function isPast(date: FuzzyDate | null, today: string): boolean {
  return date?.to != null && date.to < today
}

/** `14 days`, `11 months`, `10 years`: how far past its last day, in the largest whole unit that reads well. */
export function pastBy(date: FuzzyDate, today: string): string {
  const days = date.to === null ? 0 : daysBetween(date.to, today)
  if (days < 60) return plural(days, 'day')
  const months = Math.floor(days / 30.4375)
  return months < 24 ? plural(months, 'month') : plural(Math.floor(days / 365.25), 'year')
}

/** `1 day`, `3 days`; thousands separated. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`
}

/** Order for lists: by last day, then first day; undated last (model 8). */
export function compareDates(a: FuzzyDate | null, b: FuzzyDate | null): number {
  const key = (date: FuzzyDate | null): string => `${date?.to ?? '9999'}|${date?.from ?? '9999'}`
  return key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0
}

/** A fuzzy date for one exact day. */
export const exactDay = (day: string): FuzzyDate => ({
  text: formatDay(day),
  from: day,
  to: day,
  precision: 'day',
  qualifier: 'on',
  basis: 'stated',
})
