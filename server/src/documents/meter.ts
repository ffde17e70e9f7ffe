/** What the sync engine counts as it goes. Cheap: called for every edit. What can be looked up is not counted here. */
export interface Meter {
  /** Updates of people that were taken in. */
  tookIn(updates: number): void
  /** Frames with updates that were handed to people. */
  handedOut(frames: number): void
  /** One INSERT for all documents has been answered. */
  wroteRound(rows: number, ms: number): void
  roundFailed(): void
  /** Somebody was sent away, or what they sent was. `reason` is one of the engine's own few sentences. */
  refused(code: number, reason: string): void
  /** Rows of another node were taken in, from its message or from the log; `ms` since they were written there. */
  caughtUp(rows: number, from: 'message' | 'log', ms: number): void
  keptSnapshot(): void
  /** Something on the disk is not what was written. */
  foundDamage(): void
}

export const UNMETERED: Meter = {
  tookIn: () => undefined,
  handedOut: () => undefined,
  wroteRound: () => undefined,
  roundFailed: () => undefined,
  refused: () => undefined,
  caughtUp: () => undefined,
  keptSnapshot: () => undefined,
  foundDamage: () => undefined,
}
