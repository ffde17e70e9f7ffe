import type { Weighty } from './weighty-changes.ts'

/** What was found, and the text with blanks of the same length where it stood. */
interface Found {
  readonly found: readonly Weighty[]
  readonly rest: string
}

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
] as const
const MONTH =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)'
/** May stands for the month only after a word that a date follows: elsewhere it is a word of duty. */
const LONE_MONTH =
  '(?:january|february|april|june|july|august|september|october|november|december|(?<=\\b(?:by|in|of|from|until|till|before|after|since|during|early|mid|late|to|and|each|every|next|this) )(?:march|may))'
const YEAR = '(?:19|20)\\d{2}'
const DAY = '\\d{1,2}(?:st|nd|rd|th)?'

const ONES = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
] as const
const TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'] as const
const NUMBER_WORD = `(?:(?:${TENS.join('|')})(?:[- ](?:${ONES.slice(1, 10).join('|')}))?|${ONES.toReversed().join('|')})`
const NUMERAL = '\\d+(?:,\\d{3})*(?:\\.\\d+)?'

/** Days, months, years, seasons and spans of time: `30 June 2026`, `2026/27`, `by spring`, `within six weeks`, `quarterly`. */
const DATES = new RegExp(
  [
    `\\b${YEAR}-\\d{2}-\\d{2}\\b`,
    `\\b\\d{1,2}[/.]\\d{1,2}[/.]\\d{2,4}\\b`,
    `\\b${DAY}(?: of)? ${MONTH}\\b(?:,? ${YEAR}\\b)?`,
    `\\b${MONTH} ${DAY}\\b(?:,? ${YEAR}\\b)?`,
    `\\b${MONTH},? ${YEAR}\\b`,
    `\\b${YEAR}[/–-](?:${YEAR}|\\d{2})\\b`,
    `\\b${YEAR}\\b`,
    `\\b(?:spring|summer|autumn|winter|q[1-4]|(?:first|second|third|fourth|last|next|each|every) quarter)\\b`,
    `\\b(?:${NUMERAL}|${NUMBER_WORD})(?: (?:working|calendar|clear|school))?[ -](?:days?|weeks?|months?|quarters?|years?|hours?)\\b`,
    `\\b(?:daily|weekly|fortnightly|monthly|quarterly|annual|annually|yearly|each year|every year|a year|per year|a month|per month)\\b`,
    `\\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?\\b`,
    `\\b(?:immediately|forthwith|without delay|as soon as possible|at once)\\b`,
    `\\b${LONE_MONTH}\\b`,
  ].join('|'),
  'giu',
)

export function findDates(text: string): Found {
  return collect(text, DATES, whenOf)
}

const pad = (part: string | undefined): string => (part ?? '').padStart(2, '0')

function whenOf(written: string): string {
  const text = written.toLowerCase().replaceAll(',', '')
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/u.exec(text)
  if (iso) return text
  const slashed = /^(\d{1,2})[/.](\d{1,2})[/.](\d{2,4})$/u.exec(text)
  if (slashed) return `${slashed[3]?.padStart(4, '20')}-${pad(slashed[2])}-${pad(slashed[1])}`
  const year = /\b((?:19|20)\d{2})\b/u.exec(text)?.[1]
  const month = monthIn(text)
  if (month !== undefined) {
    const day = /\b(\d{1,2})(?:st|nd|rd|th)?\b/u.exec(text.replace(year ?? '', ''))?.[1]
    return [year ?? 'year', month, ...(day === undefined ? [] : [pad(day)])].join('-')
  }
  const span = new RegExp(`^(${NUMERAL}|${NUMBER_WORD})[ -](.+?)s?$`, 'u').exec(text)
  if (span && !/^\d{4}[/–-]/u.test(text)) return `${valueOf(span[1] ?? '')} ${span[2] ?? ''}`
  return text.replace(/[/–]/u, '-')
}

function monthIn(text: string): string | undefined {
  const at = MONTHS.findIndex((name) => new RegExp(`(?:^|[ \\d])${name.slice(0, 3)}[a-z]*`, 'u').test(text))
  return at < 0 || !new RegExp(`\\b${MONTH}\\b`, 'iu').test(text) ? undefined : pad(String(at + 1))
}

const SCALES: { readonly [scale: string]: number } = {
  hundred: 1e2,
  thousand: 1e3,
  k: 1e3,
  million: 1e6,
  m: 1e6,
  mn: 1e6,
  billion: 1e9,
  bn: 1e9,
  b: 1e9,
}
const SCALE = '(?:hundred|thousand|million|billion|mn|bn|[kmb](?![\\p{L}\\p{N}]))'
const AMOUNTS = new RegExp(
  [
    `[£€$] ?${NUMERAL}(?: ?${SCALE})?`,
    `(?<![\\p{L}\\p{N}])${NUMERAL}(?: ?(?:%|per ?cent(?:age points?)?))`,
    `(?<![\\p{L}\\p{N}])${NUMERAL}(?: ?${SCALE})?(?![\\p{L}\\p{N}])`,
    `\\b${NUMBER_WORD}(?:[ -](?:hundred|thousand|million|billion))*(?: per ?cent)?\\b`,
    '\\b(?:a )?(?:half|third|quarter|tenth|dozen|double|twice|treble|hundred|thousand|million|billion)s?\\b',
  ].join('|'),
  'giu',
)

/** Numbers, money and shares: `£75m`, `5%`, `1,131`, `nine`, `half`. Give a text without its dates. */
export function findAmounts(text: string): Found {
  return collect(text, AMOUNTS, amountOf)
}

function amountOf(written: string): string {
  const text = written.toLowerCase()
  const currency = /[£€$]/u.exec(text)?.[0] ?? ''
  const share = /%|per ?cent/u.test(text) ? '%' : ''
  const number = new RegExp(`${NUMERAL}|${NUMBER_WORD}`, 'u').exec(text)?.[0]
  if (number === undefined) return text.replace(/^a /u, '')
  let value = valueOf(number)
  for (const [scale] of text.slice(text.indexOf(number) + number.length).matchAll(/[a-z]+/gu))
    value *= SCALES[scale] ?? 1
  return `${currency}${value}${share}`
}

/** What a numeral or a number in words comes to. */
function valueOf(written: string): number {
  if (/\d/u.test(written)) return Number(written.replaceAll(',', ''))
  return written
    .split(/[- ]/u)
    .reduce(
      (sum, word) => sum + (TENS as readonly string[]).indexOf(word) * 10 + (isTen(word) ? 20 : 10 + oneOf(word)),
      0,
    )
}

const isTen = (word: string): boolean => (TENS as readonly string[]).includes(word)
const oneOf = (word: string): number => (ONES as readonly string[]).indexOf(word)

function collect(text: string, pattern: RegExp, meaning: (written: string) => string): Found {
  const found: Weighty[] = []
  const rest = text.replace(pattern, (written) => {
    found.push({ text: written, means: meaning(written) })
    return ' '.repeat(written.length)
  })
  return { found, rest }
}
