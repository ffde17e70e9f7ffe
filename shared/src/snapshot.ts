import type { FuzzyDate } from './dates.ts'
import type { Rating, Trend } from './ratings.ts'
import type { SignOffState, Tally } from './sign-offs.ts'

/**
 * What a snapshot holds: plain values, all from one instant, in canonical JSON (invariant 40). Sealed pages are rendered from
 * this and from nothing else, so every word a reader sees is in it. Adding a member is a new `format`; old ones keep rendering.
 */
export interface SnapshotContent {
  /** Members that are said to come with format 2 are missing in what was frozen before. */
  readonly format: 'concordat.snapshot/1' | 'concordat.snapshot/2'
  readonly board: {
    readonly slug: string
    readonly title: string
    readonly summary: string
    readonly sampleOf: string | null
  }
  readonly number: number
  readonly title: string
  readonly committee: string | null
  readonly membersAskedTo: string | null
  readonly introduction: string | null
  /** Instant and ledger head it was cut at. */
  readonly asOf: string
  readonly head: { readonly seq: number; readonly hash: string }
  readonly programmes: readonly SnapshotProgramme[]
  readonly authorities: readonly { readonly id: string; readonly title: string; readonly short: string }[]
  readonly asks: readonly SnapshotAsk[]
  readonly decisions: readonly {
    readonly number: string
    readonly title: string
    readonly text: string
    readonly type: string
    readonly madeOn: string
    readonly supersedes: string | null
    readonly supersededBy: string | null
  }[]
  readonly terms: readonly {
    readonly title: string
    readonly edition: number | null
    readonly inForceFrom: string | null
    readonly reviewBy: string | null
    readonly sourceState: string
  }[]
  readonly pillars: readonly {
    readonly number: number | null
    readonly title: string
    readonly detail: string | null
  }[]
  readonly enablers: readonly {
    readonly number: number | null
    readonly title: string
    readonly detail: string | null
  }[]
}

export interface SnapshotRating {
  readonly value: Rating
  readonly trend: Trend
  readonly at: string
  readonly ageDays: number
  readonly stale: boolean
  readonly cause: string | null
  readonly effect: string | null
  readonly action: string | null
  readonly owner: string | null
  readonly by: string | null
  readonly reason: string | null
  /** Format 2: when it was last confirmed, what the record held against it, and what was said to that (B6, B7). */
  readonly confirmedAt?: string | null
  readonly contradictions?: readonly string[]
  readonly explanation?: string | null
}

export interface SnapshotMilestone {
  readonly title: string
  readonly due: FuzzyDate | null
  readonly forecast: string | null
  readonly owner: string | null
  readonly status: string
  readonly overdue: boolean
  /** Format 2. First baseline in words and how often it was moved since (B8); `due` is the one in force. */
  readonly first?: string | null
  readonly moves?: number
  /** Format 2. Forecast on the record; `forecast` is the working text. */
  readonly reported?: string | null
  readonly slippage?: string | null
  readonly actual?: string | null
  /** Format 2. `7 of 10 complete` (B11). */
  readonly rollUp?: string | null
}

export interface SnapshotWork {
  readonly id: string
  readonly title: string
  readonly number: number | null
  readonly status: string
  /** Format 2. `Transferred to business as usual, 3 September 2026` (A9). */
  readonly closure?: string | null
  readonly rating: SnapshotRating | null
  readonly narrative: string | null
  readonly aims: readonly string[]
  readonly milestones: readonly SnapshotMilestone[]
  readonly progress: readonly { readonly text: string; readonly when: string | null }[]
}

export interface SnapshotProgramme extends SnapshotWork {
  readonly parentId: string | null
  readonly aim: string | null
  readonly governance: readonly { readonly level: string; readonly names: readonly string[] }[]
  readonly accountable: readonly string[]
  readonly answersTo: readonly string[]
  readonly agreement: SnapshotMilestone | null
  readonly workstreams: readonly SnapshotWork[]
}

export interface SnapshotAsk {
  readonly number: number
  readonly title: string
  readonly gate: boolean
  readonly wording: {
    readonly version: number
    readonly hash: string
    readonly text: string
    readonly issuedAt: string
  } | null
  readonly rows: readonly {
    readonly part: { readonly id: string; readonly title: string } | null
    readonly cells: readonly SignOffState[]
  }[]
  readonly tally: Tally
}
