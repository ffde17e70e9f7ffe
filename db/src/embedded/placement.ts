import { randomUUID } from 'node:crypto'
import { access, constants, mkdir, readFile, realpath, stat, statfs, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { accountFor, closedOnTheWay, type Account } from './account.ts'
import { EmbeddedPostgresError, systemErrorCode } from './embedded-postgres-error.ts'

/** Where everything lies. `home` and `clusterHome` are one folder, except where Postgres may not reach the first. */
export interface Placement {
  /** `DATA_DIR/postgres`: our notes, password and log. */
  home: string
  /** The folder that holds `cluster`. */
  clusterHome: string
  /** Postgres's own data folder. */
  cluster: string
  account: Account | undefined
  /** A cluster that was completely made stands there. */
  exists: boolean
}

/** In `home`: the path of the cluster, when it had to be placed elsewhere. */
const POINTER = 'cluster-is-in'

const MIB = 1024 * 1024
/** A new cluster takes 40 MiB, its first write-ahead segments as much again. */
const ROOM_FOR_FIRST_START_MIB = 160
const ROOM_FOR_START_MIB = 32

/** Makes `DATA_DIR/postgres` where needed, and makes sure that it may be written. */
export async function prepareHome(dataDir: string): Promise<string> {
  const home = join(dataDir, 'postgres')
  await makeFolder(home)
  await access(home, constants.W_OK)
  return realpath(home)
}

/** Makes a folder and those above it, one by one: Node's own recursive `mkdir` never returns below /proc. */
async function makeFolder(folder: string): Promise<void> {
  if (await stat(folder).catch(() => undefined)) return
  await makeFolder(dirname(folder))
  try {
    await mkdir(folder, { mode: 0o755 })
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST') throw error
  }
}

/**
 * Decides where the cluster is. Root cannot run Postgres, and the account that does may be shut out of a checkout below
 * root's home: then the cluster goes to a folder of its own in `systemDir`, and a note in `home` says which.
 * The folder has a random name, so that deleting DATA_DIR always means starting empty.
 */
export async function placeCluster(home: string, systemDir: string): Promise<Placement> {
  const pointer = await readFile(join(home, POINTER), 'utf8').catch(() => undefined)
  const clusterHome = pointer?.trim() ?? home
  const cluster = join(clusterHome, 'cluster')
  const account = await accountFor(cluster)
  const exists = await isCluster(cluster)

  if (pointer !== undefined && !exists && !(await stat(clusterHome).catch(() => undefined))) {
    throw new EmbeddedPostgresError(
      `The database of this data folder was placed in ${clusterHome}, which is not there any more. Bring it back, ` +
        `or delete ${join(home, POINTER)} to begin with an empty database.`,
    )
  }
  const closed = account && (await closedOnTheWay(clusterHome, account))
  if (account === undefined || closed === undefined) return { home, clusterHome, cluster, account, exists }
  if (exists || pointer !== undefined) {
    throw new EmbeddedPostgresError(
      `The database is in ${cluster}, but the user "${account.name}" that runs it for root may not enter ${closed}. ` +
        `Let it in (chmod o+x ${closed}), or move the data folder and set DATA_DIR.`,
    )
  }
  return placeElsewhere(home, account, closed, systemDir)
}

async function placeElsewhere(home: string, account: Account, closed: string, systemDir: string): Promise<Placement> {
  const clusterHome = join(systemDir, 'clusters', randomUUID())
  try {
    await makeFolder(clusterHome)
  } catch (error) {
    throw shutOut(
      account,
      closed,
      `and ${systemDir} cannot be made (${systemErrorCode(error) ?? String(error)})`,
      error,
    )
  }
  const closedThere = await closedOnTheWay(clusterHome, account)
  if (closedThere !== undefined) throw shutOut(account, closed, `nor ${closedThere}`)
  const placed = await realpath(clusterHome)
  await writeFile(join(home, POINTER), `${placed}\n`)
  return { home, clusterHome: placed, cluster: join(placed, 'cluster'), account, exists: false }
}

function shutOut(account: Account, closed: string, also: string, cause?: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `Postgres does not run as root, and the user "${account.name}" that runs it instead may not enter ${closed}, ${also}. ` +
      'Set DATA_DIR to a folder every user may enter, such as /srv/concordat, or start Concordat as an ordinary user.',
    { cause },
  )
}

async function isCluster(cluster: string): Promise<boolean> {
  try {
    await stat(join(cluster, 'PG_VERSION'))
    return true
  } catch (error) {
    if (systemErrorCode(error) !== 'EACCES') return false
    throw new EmbeddedPostgresError(
      `The database in ${cluster} belongs to another user, probably because it was first started as root. ` +
        'Start it as that user again, or give it to this one with chown -R.',
      { cause: error },
    )
  }
}

/** Refuses to start on a disk so full that Postgres would die at its first write. */
export async function requireRoom({ clusterHome, exists }: Placement): Promise<void> {
  const { bavail, bsize } = await statfs(clusterHome)
  const freeMib = Math.floor((bavail * bsize) / MIB)
  const neededMib = exists ? ROOM_FOR_START_MIB : ROOM_FOR_FIRST_START_MIB
  if (freeMib >= neededMib) return
  throw new EmbeddedPostgresError(
    `The disk of ${clusterHome} is full: ${freeMib} MiB free, the database needs ${neededMib} MiB to start. ` +
      'Free some room, or set DATA_DIR to a folder on a larger disk.',
  )
}

/** What a failed system call on the data folder means for the operator; any other error as it is. */
export function inOperatorsWords(dataDir: string, error: unknown): unknown {
  const code = systemErrorCode(error)
  if (error instanceof EmbeddedPostgresError || code === undefined) return error
  const reason =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? 'its disk is full. Free some room there'
      : `it cannot be written (${code}). Make it a folder this user may write to`
  return new EmbeddedPostgresError(
    `The data folder ${dataDir} is no use: ${reason}, or set DATA_DIR to another folder.`,
    {
      cause: error,
    },
  )
}
