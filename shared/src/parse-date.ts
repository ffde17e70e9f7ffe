import { formatDay, type FuzzyDate } from './dates.ts'

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]
const monthNumber = (word: string): number =>
  word.length < 3 ? -1 : MONTHS.findIndex((month) => month.startsWith(word.toLowerCase()))
const iso = (year: number, month: number, day: number): string | null => {
  const date = new Date(Date.UTC(year, month, day))
  return date.getUTCMonth() === month && date.getUTCDate() === day ? date.toISOString().slice(0, 10) : null
}
const lastOfMonth = (year: number, month: number): string =>
  new Date(Date.UTC(year, month + 1, 0)).toISOString().slice(0, 10)

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
    from === null || to === null
      ? null
      : {
          text,
          from,
          to,
          precision,
          qualifier: qualifier === 'on' && precision !== 'day' ? 'in' : qualifier,
          basis: 'stated',
        }

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

const swap = (match: RegExpExecArray | null): (string | undefined)[] | null =>
  match ? [match[0], match[3], match[2], match[1]] : null

/** The same date as the record shows it: a day that was typed in figures is put into words (spec 4.2), any other text stays. */
export const worded = (date: FuzzyDate): FuzzyDate =>
  date.to !== null && date.precision === 'day' && /^\d+[-/.]/u.test(date.text)
    ? { ...date, text: formatDay(date.to) }
    : date
