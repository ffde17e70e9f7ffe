import { spawn, type ChildProcess } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { chown, open, readFile, rename, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PostgresBinaries } from './binaries.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { CLUSTER_NAME } from './leftover.ts'
import type { Placement } from './placement.ts'
import { postgresEnv } from './run-to-end.ts'

/**
 * Runs Postgres and ties its life to ours: the pipe on file descriptor 3 closes however Node dies, and then Postgres is
 * told to stop. Its own stop ends the shell, with its exit code. Signals for the group are not for this shell: Node
 * decides when the database goes.
 */
const TETHER = `
trap '' HUP INT TERM
exec 3<&0 </dev/null
"$@" 3<&- & postgres=$!
{ cat <&3 >/dev/null; kill -INT $postgres; } 2>/dev/null & tether=$!
exec 3<&-
wait $postgres; code=$?
kill -KILL $tether 2>/dev/null
exit $code`

const LOG_KEPT_BYTES = 5 * 1024 * 1024
const READY_MS = 5 * 60_000
const SLOW_AFTER_MS = 2_000
const STOP_MS = 30_000
const LOOK_EVERY_MS = 10
const RECOVERING = /automatic recovery in progress/
const ATTEMPTS = 5
const NEXT_ATTEMPT_MS = 200

export interface Postmaster {
  port: number
  /** Ends with the exit code when Postgres ends, wanted or not. */
  ended: Promise<number | null>
  /** Disconnects everyone, writes everything down, and waits for the end. */
  stop: () => Promise<void>
}

interface PostmasterOptions {
  fsync: boolean
  onProgress: (line: string) => void
}

/** Starts Postgres on a free port of this machine and waits until it answers. */
export async function startPostmaster(
  binaries: PostgresBinaries,
  placement: Placement,
  options: PostmasterOptions,
): Promise<Postmaster> {
  for (let attempt = 1; ; attempt++) {
    const logFrom = await logSize(placement)
    const postmaster = await spawnPostmaster(binaries, placement, options)
    const isReady = await readiness(postmaster, placement, { logFrom, onProgress: options.onProgress })
    if (isReady) return postmaster

    await postmaster.stop()
    const log = await logSince(placement, logFrom)
    // Somebody took the port between our asking for a free one and Postgres's listening; or a Postgres whose Node was
    // killed in its first moments had not yet written the file by which we would have found it, and is just stopping.
    if (attempt === ATTEMPTS || !/Address already in use|"postmaster.pid" already exists/.test(log)) {
      throw cannotStart(placement, log)
    }
    await sleep(attempt * NEXT_ATTEMPT_MS)
  }
}

async function spawnPostmaster(
  { postgres }: PostgresBinaries,
  placement: Placement,
  { fsync }: PostmasterOptions,
): Promise<Postmaster> {
  const { cluster, account } = placement
  const port = await freePort()
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    cluster_name: CLUSTER_NAME,
    shared_buffers: '64MB',
    fsync: fsync ? 'on' : 'off',
    synchronous_commit: fsync ? 'on' : 'off',
    full_page_writes: fsync ? 'on' : 'off',
    // A test drops its database at its end, and may not end a worker that is just cleaning it.
    autovacuum: fsync ? 'on' : 'off',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    // What people wrote has no place in a log file.
    log_min_error_statement: 'panic',
  }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const log = await openLog(placement)
  const shell = spawn('/bin/sh', ['-c', TETHER, 'sh', postgres, '-D', cluster, ...args], {
    ...(account && { uid: account.uid, gid: account.gid }),
    cwd: '/',
    // A session of its own: Ctrl-C in a terminal reaches Node, which still has things to write down.
    detached: true,
    stdio: ['pipe', log.fd, log.fd],
    env: postgresEnv(),
  })
  const ended = endOf(shell)
  await log.close()

  let stopping: Promise<void> | undefined
  return { port, ended, stop: () => (stopping ??= stop(shell, ended, cluster)) }
}

function endOf(shell: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    shell.on('error', () => resolve(null))
    shell.on('exit', (code) => resolve(code))
    shell.stdin?.on('error', () => undefined)
  })
}

async function stop(shell: ChildProcess, ended: Promise<number | null>, cluster: string): Promise<void> {
  shell.stdin?.end()
  const patience = new AbortController()
  const timeUp = sleep(STOP_MS, 'time is up' as const, { signal: patience.signal }).catch(() => undefined)
  if ((await Promise.race([ended, timeUp])) === 'time is up') {
    const pid = Number((await pidFileLines(cluster))[0])
    if (pid > 0) process.kill(pid, 'SIGQUIT')
    await ended
  }
  patience.abort()
}

/** True when it answers, false when it ended or never did. */
async function readiness(
  postmaster: Postmaster,
  placement: Placement,
  { logFrom, onProgress }: { logFrom: number; onProgress: (line: string) => void },
): Promise<boolean> {
  let isOver = false
  void postmaster.ended.then(() => (isOver = true))
  const startedAt = Date.now()
  let isToldSlow = false
  while (!isOver && Date.now() - startedAt < READY_MS) {
    // Line 4 is the port, line 8 the state: of this start, and not what an earlier one left behind.
    const lines = await pidFileLines(placement.cluster)
    if (Number(lines[3]) === postmaster.port && lines[7]?.trim() === 'ready') return true
    // A slow machine may take its time over any start; only Postgres knows whether it is repairing something.
    if (!isToldSlow && Date.now() - startedAt > SLOW_AFTER_MS && RECOVERING.test(await logSince(placement, logFrom))) {
      isToldSlow = true
      onProgress('The database is putting itself in order after a sudden stop…')
    }
    await sleep(LOOK_EVERY_MS)
  }
  return false
}

async function pidFileLines(cluster: string): Promise<string[]> {
  return (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

const logOf = ({ home }: Placement) => join(home, 'postgres.log')

async function logSize(placement: Placement): Promise<number> {
  return (await stat(logOf(placement)).catch(() => undefined))?.size ?? 0
}

/** What was written behind so many bytes. */
async function logSince(placement: Placement, from: number): Promise<string> {
  const pieces: string[] = []
  for await (const piece of createReadStream(logOf(placement), { start: from, encoding: 'utf8' }))
    pieces.push(piece as string)
  return pieces.join('')
}

async function openLog(placement: Placement) {
  const log = logOf(placement)
  if ((await logSize(placement)) > LOG_KEPT_BYTES) await rename(log, `${log}.1`)
  const file = await open(log, 'a', 0o600)
  if (placement.account) await chown(log, placement.account.uid, placement.account.gid)
  return file
}

function cannotStart(placement: Placement, log: string): EmbeddedPostgresError {
  const full = /No space left on device|Disk quota exceeded/.test(log)
  const advice = full
    ? `The disk of ${placement.cluster} is full: free some room and start again.`
    : `The whole log is ${logOf(placement)}.`
  return new EmbeddedPostgresError(
    `The database in ${placement.cluster} does not start. ${advice} Postgres said:\n${log.trim().split('\n').slice(-8).join('\n')}`,
  )
}
