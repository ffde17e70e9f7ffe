import { readFile, readdir, readlink, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'

/** On every Postgres we start, and shown in its process title: how one of ours is told from one started by hand. */
export const CLUSTER_NAME = 'concordat'

const STOP_MS = 30_000
const ABANDON_MS = 10_000
const LOOK_EVERY_MS = 20

/**
 * Clears away what a killed Concordat left of this cluster: a Postgres still running, or a postmaster.pid whose number
 * meanwhile belongs to a stranger. The caller holds the folder's lock, so no living Concordat uses this cluster.
 */
export async function stopLeftover(cluster: string, onProgress: (line: string) => void): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid')
  const pid = await postmasterOf(pidFile)
  if (pid === undefined) return

  const running = await processesIn(cluster)
  if (running.includes(pid)) {
    const commandLine = await commandLineOf(pid)
    // Empty when it has just ended.
    if (commandLine !== '' && !commandLine.includes(`cluster_name=${CLUSTER_NAME}`)) {
      throw new EmbeddedPostgresError(
        `Another Postgres, process ${pid}, runs on ${cluster}, and Concordat did not start it. Stop it (kill -INT ${pid}) and start again.`,
      )
    }
    onProgress(`Waiting for the previous database, process ${pid}, to stop…`)
  }
  if (running.length > 0) await stopAll(cluster, pid)

  // The pid of a dead postmaster may have gone to somebody else, and an unreaped one still counts as alive to Postgres.
  // Both would make it refuse; that nothing runs in the cluster has just been seen.
  if (await isInUse(pid)) await rm(pidFile, { force: true })
}

async function stopAll(cluster: string, postmaster: number): Promise<void> {
  for (const [signal, patienceMs] of [
    ['SIGINT', STOP_MS],
    ['SIGQUIT', ABANDON_MS],
  ] as const) {
    // Its children end by themselves when it is gone; by then its number may be a stranger's.
    if ((await processesIn(cluster)).includes(postmaster)) tell(postmaster, signal)
    const until = Date.now() + patienceMs
    while (Date.now() < until) {
      if ((await processesIn(cluster)).length === 0) return
      await sleep(LOOK_EVERY_MS)
    }
  }
  throw new EmbeddedPostgresError(
    `The previous database on ${cluster}, process ${postmaster}, does not stop. End it (kill -QUIT ${postmaster}) and start again.`,
  )
}

function tell(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // Gone already, which is what was wanted; whether it is, the caller looks for itself.
  }
}

async function postmasterOf(pidFile: string): Promise<number | undefined> {
  const text = await readFile(pidFile, 'utf8').catch(() => '')
  const pid = Number(text.split('\n')[0])
  return Number.isInteger(pid) && pid > 0 ? pid : undefined
}

/** Every living process whose working folder is the cluster: the postmaster and its children, and nobody else. */
async function processesIn(cluster: string): Promise<number[]> {
  const entries = await readdir('/proc').catch(() => [])
  const found = entries
    .filter((entry) => /^\d+$/.test(entry))
    .map(async (entry) => {
      const folder = await readlink(`/proc/${entry}/cwd`).catch(() => undefined)
      return folder === cluster ? [Number(entry)] : []
    })
  return (await Promise.all(found)).flat()
}

async function commandLineOf(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
}

async function isInUse(pid: number): Promise<boolean> {
  return (await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)) !== undefined
}
