import { londonDay } from '@concordat/shared/dates'

/** `2026-07-14`: the London day so many days from today, counted on the calendar, where no day has 23 or 25 hours. */
export const fromToday = (days: number): string =>
  new Date(Date.parse(`${londonDay(new Date())}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
