import { resolve } from 'node:path'
import { findPostgres } from './binaries.ts'
import { createCluster, majorOf, NAME, passwordFor, setPassword } from './cluster.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { lockFolder, type FolderLock } from './folder-lock.ts'
import { stopLeftover } from './leftover.ts'
import { inOperatorsWords, placeCluster, prepareHome, requireRoom, type Placement } from './placement.ts'
import { startPostmaster } from './postmaster.ts'

export interface EmbeddedPostgresOptions {
  /** DATA_DIR. Made when absent; the database takes the folder `postgres` in it. */
  dataDir: string
  /** One line for each step that takes a moment. */
  onProgress?: (line: string) => void
  /** Told once if Postgres ends without being asked to. The connections are dead by then; the caller should end too. */
  onUnexpectedEnd?: (error: EmbeddedPostgresError) => void
  /** False only where losing everything at a power cut is fine, that is, in tests. */
  fsync?: boolean
  /** Where root places a cluster that would be out of Postgres's reach in `dataDir`. */
  systemDir?: string
}

export interface EmbeddedPostgres {
  /** Connects to the database `concordat` as its owner, who is not a superuser but may create roles and databases. */
  url: string
  /** Ends every connection, writes everything down, lets the folder go. Safe to call again. */
  stop: () => Promise<void>
}

/**
 * Starts the real Postgres that npm brought, or one installed here, on `dataDir`, for this process alone.
 *
 * It listens on a free port of 127.0.0.1, asks for a password kept in `dataDir` with mode 0600, runs as an unprivileged
 * user when Node is root, and stops when Node does, however Node ends. The first start makes the cluster, which takes
 * seconds; later ones take a fraction of one. Rejects with `EmbeddedPostgresError` when the operator has to act.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir)
  const locks: FolderLock[] = []
  try {
    const home = await prepareHome(dataDir)
    locks.push(await lockFolder(home))
    const placement = await placeCluster(home, options.systemDir ?? '/var/lib/concordat')
    // Two copies of one data folder may point to one cluster.
    if (placement.clusterHome !== home) locks.push(await lockFolder(placement.clusterHome))
    return await startLocked(placement, locks, options)
  } catch (error) {
    releaseAll(locks)
    throw inOperatorsWords(dataDir, error)
  }
}

async function startLocked(
  placement: Placement,
  locks: readonly FolderLock[],
  {
    onProgress = () => undefined,
    onUnexpectedEnd,
    fsync = true,
    systemDir = '/var/lib/concordat',
  }: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const { home, clusterHome, cluster, account, exists } = placement
  await requireRoom(placement)
  const binaries = await findPostgres({
    account,
    major: exists ? await majorOf(cluster) : undefined,
    copiesDir: account ? systemDir : home,
  })
  const { password, isNew } = await passwordFor(home)

  if (exists) {
    await stopLeftover(cluster, onProgress)
    if (isNew) await setPassword(binaries, placement, password)
  } else {
    onProgress('Preparing the database… 1/2 making its files, once')
    if (clusterHome !== home)
      onProgress(`They are in ${clusterHome}: the user "${account?.name}" may not enter ${home}`)
    await createCluster(binaries, placement, { password, sync: fsync })
    onProgress('Preparing the database… 2/2 starting it')
  }
  const { port, ended, stop } = await startPostmaster(binaries, placement, { fsync, onProgress })

  let isWanted = false
  void ended.then((code) => {
    releaseAll(locks)
    if (isWanted) return
    onUnexpectedEnd?.(new EmbeddedPostgresError(`The database ended by itself (exit ${code}). Its log is in ${home}.`))
  })
  return {
    url: `postgres://${NAME}:${password}@127.0.0.1:${port}/${NAME}`,
    async stop() {
      isWanted = true
      await stop()
      releaseAll(locks)
    },
  }
}

function releaseAll(locks: readonly FolderLock[]): void {
  for (const lock of locks) lock.release()
}
