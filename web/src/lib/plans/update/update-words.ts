import { formatInstant, formatTime, londonDay } from '@concordat/shared/dates'
import type { ReportView } from '@concordat/shared/http-plans'

/** Clocks of two devices differ by this much without anybody having waited. */
const SAME_MOMENT_MS = 5 * 60_000

/** When an update was written, if that was well before it was recorded (WL-1.7): `2:31pm`, or with its day when that is another. */
export function writtenEarlier({ at, writtenAt }: Pick<ReportView, 'at' | 'writtenAt'>): string | undefined {
  if (Math.abs(Date.parse(at) - Date.parse(writtenAt)) < SAME_MOMENT_MS) return undefined
  return londonDay(at) === londonDay(writtenAt) ? formatTime(writtenAt) : formatInstant(writtenAt)
}
