import type { Clock } from '../clock.ts'

/** A clock that a test moves by hand. Turns of the event loop end when the test says so. */
export class FakeClock implements Clock {
  #now = Date.UTC(2026, 10, 21, 14, 3, 22)
  #timers: { readonly at: number; readonly run: () => void }[] = []
  #turns: (() => void)[] = []

  now(): number {
    return this.#now
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  turn(run: () => void): void {
    this.#turns.push(run)
  }

  /** Ends this turn and lets everything run that was waiting for a promise. */
  async tick(): Promise<void> {
    const turns = this.#turns
    this.#turns = []
    for (const run of turns) run()
    await new Promise((resolve) => setImmediate(resolve))
  }

  /** Moves on, firing what falls due in between in its order. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      this.#timers = this.#timers.filter((timer) => timer !== due)
      this.#now = Math.max(this.#now, due.at)
      due.run()
      await this.tick()
    }
    this.#now = end
    await this.tick()
  }
}
