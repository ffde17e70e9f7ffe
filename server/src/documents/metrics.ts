import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

import type { Documents } from './documents.ts'
import type { Meter } from './meter.ts'

const SECOND_MS = 1_000
const COMMIT_BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]
const ROW_BUCKETS = [1, 2, 5, 10, 50, 200, 1_000]

/** The engine's counts as Prometheus reads them. */
export function meterOn(registry: Registry): Meter {
  const registers = [registry]
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []): Counter<L> =>
    new Counter({ name: `concordat_${name}_total`, help, labelNames, registers })

  const tookIn = counter('updates_in', 'Edits that were taken in.')
  const handedOut = counter('updates_out', 'Edits that were handed to people.')
  const rows = counter('updates_committed', 'Rows that were written to the log.')
  const failed = counter('commit_failures', 'Rounds that could not be written and are tried again.')
  const refused = counter('refusals', 'Sent away, by close code and reason.', ['code', 'reason'])
  const caughtUp = counter('updates_from_other_nodes', 'Rows of other nodes, by the way they came.', ['from'])
  const snapshots = counter('snapshots_kept', 'Folded states that were written.')
  const damage = counter('storage_damage', 'Rows and snapshots that were not what was stored.')
  const commit = new Histogram({
    name: 'concordat_commit_seconds',
    help: 'From sending a round to the database to its answer.',
    buckets: COMMIT_BUCKETS,
    registers,
  })
  const perRound = new Histogram({
    name: 'concordat_commit_rows',
    help: 'Rows in one round.',
    buckets: ROW_BUCKETS,
    registers,
  })
  const lag = new Histogram({
    name: 'concordat_node_lag_seconds',
    help: 'From the acceptance of an edit on another node until it was here.',
    buckets: [...COMMIT_BUCKETS, 15, 30, 60],
    registers,
  })
  return {
    tookIn: (count) => tookIn.inc(count),
    handedOut: (count) => handedOut.inc(count),
    wroteRound(count, ms) {
      rows.inc(count)
      commit.observe(ms / SECOND_MS)
      perRound.observe(count)
    },
    roundFailed: () => failed.inc(),
    refused: (code, reason) => refused.inc({ code, reason }),
    caughtUp(count, from, ms) {
      caughtUp.inc({ from }, count)
      lag.observe(Math.max(0, ms) / SECOND_MS)
    },
    keptSnapshot: () => snapshots.inc(),
    foundDamage: () => damage.inc(),
  }
}

/** What can be looked up when it is asked for. */
export function gaugeOn(registry: Registry, documents: Documents): void {
  const gauge = (name: string, help: string, read: (counts: ReturnType<Documents['count']>) => number): void => {
    new Gauge({
      name: `concordat_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(read(documents.count()))
      },
    })
  }
  gauge('rooms', 'Documents in memory.', (counts) => counts.documents)
  gauge('rooms_live', 'Documents in memory as a Y.Doc, and not as bytes alone.', (counts) => counts.live)
  gauge('sockets', 'Open sync sockets.', (counts) => counts.sockets)
  gauge('buffered_bytes', 'Bytes that people have not read yet.', (counts) => counts.bufferedBytes)
  gauge('unsaved_bytes', 'Accepted edits that are not on the disk yet.', (counts) => counts.unsavedBytes)
}
