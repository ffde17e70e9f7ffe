/**
 * Dates as these boards use them: often a month, a season or "by 2028", never more exact than the source (model 8, spec 4.2).
 * The one formatter and the one reader of dates. Days are ISO `YYYY-MM-DD`, in Europe/London; instants are ISO UTC.
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
const weekdayFormat = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: LONDON })
const monthFormat = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: LONDON })
const clockFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', timeZone: LONDON })
const partsFormat = new Intl.DateTimeFormat('en-GB', { hour: 'numeric', minute: '2-digit', hour12: true, timeZone: LONDON })
const isoDayFormat = new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: LONDON })

const asDate = (when: string | Date): Date => (typeof when === 'string' ? new Date(when.length === 10 ? `${when}T12:00:00Z` : when) : when)

/** `14 July 2026`, from a day or an instant. */
export const formatDay = (when: string | Date): string => dayFormat.format(asDate(when))
/** `Tuesday 14 July 2026`: meetings and deadlines. */
export const formatWeekday = (when: string | Date): string => weekdayFormat.format(asDate(when)).replace(',', '')
/** `July 2026`. */
export const formatMonth = (when: string | Date): string => monthFormat.format(asDate(when))
/** `2:30pm`, `9am`: on the hour the minutes go. */
export function formatTime(when: string | Date): string {
  const part = (type: string): string => partsFormat.formatToParts(asDate(when)).find((p) => p.type === type)?.value ?? ''
  const minute = part('minute')
  return `${part('hour')}${minute === '00' ? '' : `:${minute}`}${part('dayPeriod').toLowerCase().replaceAll(/[^a-z]/gu, '')}`
}
/** `14 July 2026, 2:30pm`. */
export const formatInstant = (when: string | Date): string => `${formatDay(when)}, ${formatTime(when)}`
/** `14:03:22`: the save state, the one 24-hour clock. */
export const formatClock = (when: string | Date): string => clockFormat.format(asDate(when))
/** The London day of an instant, `YYYY-MM-DD`. */
export const londonDay = (when: string | Date): string => isoDayFormat.format(asDate(when))

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

const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december']
const monthNumber = (word: string): number => (word.length < 3 ? -1 : MONTHS.findIndex((month) => month.startsWith(word.toLowerCase())))
const iso = (year: number, month: number, day: number): string | null => {
  const date = new Date(Date.UTC(year, month, day))
  return date.getUTCMonth() === month && date.getUTCDate() === day ? date.toISOString().slice(0, 10) : null
}
const lastOfMonth = (year: number, month: number): string => new Date(Date.UTC(year, month + 1, 0)).toISOString().slice(0, 10)

/**
 * Reads what people type: `14 jul 2026`, `14/7/2026`, `2026-07-14`, `July 2026`, `by July 2026`, `2028`, `Q1 2026`.
 * Day comes before month. Null when it is none of these; the words are kept by the caller either way.
 */
export function parseDate(typed: string): FuzzyDate | null {
  const text = typed.trim().replaceAll(/\s+/gu, ' ')
  const by = /^(by|in|before|circa|about)\s+(.*)$/iu.exec(text)
  const qualifier = by?.[1]?.toLowerCase() ?? 'on'
  const rest = by?.[2] ?? text
  const made = (from: string | null, to: string | null, precision: string): FuzzyDate | null =>
    from === null || to === null ? null : { text, from, to, precision, qualifier: qualifier === 'on' && precision !== 'day' ? 'in' : qualifier, basis: 'stated' }

  const dayMatch =
    /^(\d{4})-(\d{1,2})-(\d{1,2})$/u.exec(rest) ?? swap(/^(\d{1,2})[/. ](\d{1,2})[/. ](\d{4})$/u.exec(rest))
  if (dayMatch) {
    const day = iso(Number(dayMatch[1]), Number(dayMatch[2]) - 1, Number(dayMatch[3]))
    return made(day, day, 'day')
  }
  const named = /^(?:(\d{1,2})(?:st|nd|rd|th)? )?([a-z]{3,9})\.? (\d{4})$/iu.exec(rest)
  if (named) {
    const month = monthNumber(named[2] ?? '')
    if (month < 0) return null
    const year = Number(named[3])
    if (named[1] === undefined) return made(iso(year, month, 1), lastOfMonth(year, month), 'month')
    const day = iso(year, month, Number(named[1]))
    return made(day, day, 'day')
  }
  const year = /^(\d{4})$/u.exec(rest)
  if (year) return made(`${rest}-01-01`, `${rest}-12-31`, 'year')
  const quarter = /^q([1-4]) (\d{4})$/iu.exec(rest)
  if (quarter) {
    // Quarters of the financial year: Q1 is April to June (spec 4.2).
    const start = (Number(quarter[1]) * 3) % 12
    const startYear = Number(quarter[2]) + (quarter[1] === '4' ? 1 : 0)
    return made(iso(startYear, start, 1), lastOfMonth(startYear, start + 2), 'quarter')
  }
  return null
}

const swap = (match: RegExpExecArray | null): (string | undefined)[] | null => (match ? [match[0], match[3], match[2], match[1]] : null)

/** A fuzzy date for one exact day. */
export const exactDay = (day: string): FuzzyDate => ({ text: formatDay(day), from: day, to: day, precision: 'day', qualifier: 'on', basis: 'stated' })
