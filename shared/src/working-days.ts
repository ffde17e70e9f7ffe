/**
 * Working days of England: Monday to Friday without bank holidays (spec 4.2). Days are `YYYY-MM-DD`, as the calendar says them.
 * Holidays follow the Banking and Financial Dealings Act 1971 and the proclamations since; what is proclaimed later must be added to
 * `PROCLAIMED`. Good for 1995 onwards.
 */

/** Days added or moved by proclamation: the day it became, and the ordinary holiday it took the place of. */
const PROCLAIMED: readonly { readonly day: string; readonly insteadOf?: string }[] = [
  { day: '1995-05-08', insteadOf: '1995-05-01' },
  { day: '1999-12-31' },
  { day: '2002-06-03' },
  { day: '2002-06-04', insteadOf: '2002-05-27' },
  { day: '2011-04-29' },
  { day: '2012-06-04', insteadOf: '2012-05-28' },
  { day: '2012-06-05' },
  { day: '2020-05-08', insteadOf: '2020-05-04' },
  { day: '2022-06-02', insteadOf: '2022-05-30' },
  { day: '2022-06-03' },
  { day: '2022-09-19' },
  { day: '2023-05-08' },
]

const MS_PER_DAY = 86_400_000
const SUNDAY = 0
const SATURDAY = 6
const MONDAY = 1

const parse = (day: string): number => {
  const at = Date.parse(`${day}T00:00:00.000Z`)
  if (Number.isNaN(at)) throw new RangeError(`${day} is not a day`)
  return at
}
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)
const weekday = (at: number): number => new Date(at).getUTCDay()

/** Easter Sunday in the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8; after Butcher). */
function easter(year: number): number {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = Math.floor(b / 4)
  const e = b % 4
  const f = Math.floor((b + 8) / 25)
  const g = Math.floor((b - f + 1) / 3)
  const h = (19 * a + b - d - g + 15) % 30
  const i = Math.floor(c / 4)
  const k = c % 4
  const l = (32 + 2 * e + 2 * i - h - k) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const n = h + l - 7 * m + 114
  return Date.UTC(year, Math.floor(n / 31) - 1, (n % 31) + 1)
}

function firstMonday(year: number, month: number): number {
  const first = Date.UTC(year, month - 1, 1)
  return first + ((MONDAY - weekday(first) + 7) % 7) * MS_PER_DAY
}

function lastMonday(year: number, month: number): number {
  const last = Date.UTC(year, month, 0)
  return last - ((weekday(last) - MONDAY + 7) % 7) * MS_PER_DAY
}

/** The next weekday that is not taken: a holiday at the weekend is kept on it. */
function substituted(at: number, taken: ReadonlySet<number>): number {
  let day = at
  while (weekday(day) === SUNDAY || weekday(day) === SATURDAY || taken.has(day)) day += MS_PER_DAY
  return day
}

const byYear = new Map<number, ReadonlySet<string>>()

/** Bank holidays of England in one calendar year, as days. */
export function bankHolidays(year: number): ReadonlySet<string> {
  const known = byYear.get(year)
  if (known) return known
  const christmas = substituted(Date.UTC(year, 11, 25), new Set())
  // Boxing Day gives way to Christmas Day that has been moved onto it.
  const boxing = substituted(Date.UTC(year, 11, 26), new Set([christmas]))
  const sunday = easter(year)
  const days = new Set(
    [
      substituted(Date.UTC(year, 0, 1), new Set()),
      sunday - 2 * MS_PER_DAY,
      sunday + MS_PER_DAY,
      firstMonday(year, 5),
      lastMonday(year, 5),
      lastMonday(year, 8),
      christmas,
      boxing,
    ].map(dayOf),
  )
  for (const { day, insteadOf } of PROCLAIMED) {
    if (!day.startsWith(`${year}-`)) continue
    if (insteadOf !== undefined) days.delete(insteadOf)
    days.add(day)
  }
  byYear.set(year, days)
  return days
}

/** Throws `RangeError` on what is not a day. */
export function isWorkingDay(day: string): boolean {
  const at = parse(day)
  return weekday(at) !== SUNDAY && weekday(at) !== SATURDAY && !bankHolidays(Number(day.slice(0, 4))).has(day)
}

/** The day that lies `count` working days after `day` (before it when negative). `day` itself is not counted; 0 gives `day`. */
export function addWorkingDays(day: string, count: number): string {
  let at = parse(day)
  const step = count < 0 ? -MS_PER_DAY : MS_PER_DAY
  for (let left = Math.abs(count); left > 0;) {
    at += step
    if (isWorkingDay(dayOf(at))) left -= 1
  }
  return dayOf(at)
}

/** Working days after `from` up to and with `to`; negative when `to` is earlier. `+42` of a plan: from baseline to forecast. */
export function workingDaysBetween(from: string, to: string): number {
  const [first, last] = from <= to ? [from, to] : [to, from]
  let count = 0
  for (let at = parse(first) + MS_PER_DAY; at <= parse(last); at += MS_PER_DAY) if (isWorkingDay(dayOf(at))) count += 1
  return from <= to ? count : -count
}
