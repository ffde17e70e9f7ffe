/** Time as the sync engine sees it; a test puts its own in place. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number
  /** Runs once after `ms`; the answer cancels. Does not keep the process alive. */
  after(ms: number, run: () => void): () => void
  /** Runs at the end of this turn of the event loop, when what arrived in it has been read. */
  turn(run: () => void): void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
  turn: (run) => {
    setImmediate(run)
  },
}

/** Resolves after `ms` of this clock. */
export const wait = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => {
    clock.after(ms, resolve)
  })
