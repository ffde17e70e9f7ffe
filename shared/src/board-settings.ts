import { z } from 'zod'

/**
 * What a board has settled for itself about its clocks (spec 4.4). Kept as given: what was never set follows the default of the day it is
 * asked, and what a decision was made under is recorded with the decision.
 */
export const BoardSettings = z.object({
  /** `voluntary`: a partnership board, not bound by the rules; what they would refuse becomes a warning on the record. */
  regime: z.enum(['voluntary', 'statutory']).default('voluntary'),
  /** Working days after the day of a decision in which it may be called in. */
  callInWorkingDays: z.int().min(0).max(30).default(5),
  /** Clear days of notice of a key decision (invariant 18). */
  noticeClearDays: z.int().min(0).max(90).default(28),
  /** Clear days between agenda and meeting (invariant 17). */
  agendaClearDays: z.int().min(0).max(30).default(5),
  /** Whether clear days are counted as working days, as is the local custom, or as the calendar has them. */
  clearDays: z.enum(['working', 'calendar']).default('working'),
  reportingPeriod: z.enum(['month', 'quarter']).default('month'),
})
export type BoardSettings = z.output<typeof BoardSettings>
/** As stored: only what the board has set. */
export type GivenSettings = Partial<BoardSettings>

/** The settings in force: what was given, and defaults for the rest. */
export const settingsOf = (given: GivenSettings): BoardSettings => BoardSettings.parse(given)
