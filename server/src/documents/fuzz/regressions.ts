import type { Regression } from './seeds.ts'

/**
 * Seeds that once failed, each under the name of what was wrong. `npm run fuzz` prints the entry to add. An entry whose digest is
 * no longer met tells a story of its past generator: shrink it by hand into a test of the room before taking it out.
 */
export const REGRESSIONS: readonly Regression[] = []
