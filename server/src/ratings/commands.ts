import type { Commands } from '../commands/context.ts'
import { giveRating } from './give-rating.ts'
import { reaffirmRating } from './reaffirm-rating.ts'

/** Ratings on the record. */
export function registerRatingCommands(commands: Commands): void {
  commands.on('rating.give', giveRating)
  commands.on('rating.reaffirm', reaffirmRating)
}
