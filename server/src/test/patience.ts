import { setTimeout as sleep } from 'node:timers/promises'

import { vi } from 'vitest'

/** For a machine that has much else to do, and still less than a test has: so it is the check that says what is missing. */
const PATIENCE_MS = 15_000
const LOOK_EVERY_MS = 20

/** Waits until `check` no longer throws. For what must come, and is promised at no particular pace. */
export const eventually = async <T>(check: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(check, { timeout: PATIENCE_MS, interval: LOOK_EVERY_MS })

const TICK_MS = 25

/** `promise`, or 'too late' after so much time as this process lived it: while the machine keeps it from running none has passed. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T | 'too late'> {
  const end = new AbortController()
  const late = async (): Promise<'too late'> => {
    for (let left = ms; left > 0; left -= TICK_MS) await sleep(TICK_MS, undefined, { signal: end.signal, ref: false })
    return 'too late'
  }
  const time = late()
  time.catch(() => undefined)
  try {
    return await Promise.race([promise, time])
  } finally {
    end.abort()
  }
}
