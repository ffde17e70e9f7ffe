const FINEST_MS = 0.01
const GROWTH = Math.log(1.02)
const BUCKETS = 800

/** Durations in buckets that grow by 2 %, from 10 µs to over a minute: quantiles of millions of them, good to 1 %. */
export class Latencies {
  readonly #counts = new Uint32Array(BUCKETS)
  #count = 0
  #largest = 0

  get count(): number {
    return this.#count
  }

  record(ms: number): void {
    const bucket = ms <= FINEST_MS ? 0 : Math.min(BUCKETS - 1, Math.round(Math.log(ms / FINEST_MS) / GROWTH))
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1
    this.#count += 1
    if (ms > this.#largest) this.#largest = ms
  }

  /** The duration that `share` of all stay within; null when there is none. */
  quantile(share: number): number | null {
    if (this.#count === 0) return null
    let left = Math.ceil(share * this.#count)
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      left -= this.#counts[bucket] ?? 0
      if (left <= 0) return FINEST_MS * Math.exp(bucket * GROWTH)
    }
    return this.#largest
  }

  summary(): LatencySummary {
    return {
      p50: this.quantile(0.5),
      p95: this.quantile(0.95),
      p99: this.quantile(0.99),
      max: this.#count > 0 ? this.#largest : null,
    }
  }
}

/** In milliseconds; null when nothing was measured. */
export interface LatencySummary {
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly max: number | null
}
