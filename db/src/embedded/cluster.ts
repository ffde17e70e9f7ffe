import { randomBytes } from 'node:crypto'
import { chown, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PostgresBinaries } from './binaries.ts'
import { EmbeddedPostgresError, systemErrorCode } from './embedded-postgres-error.ts'
import type { Placement } from './placement.ts'
import { runToEnd, type Ended } from './run-to-end.ts'

/** The database, and the role that owns it: not a superuser, so that triggers and grants bind it too. */
export const NAME = 'concordat'

const BUILDING = 'cluster-being-made-'

/** First version whose own C.UTF-8 sorts the same on every machine; before it, the C library's. */
const BUILTIN_LOCALE_SINCE = 17

/** Only passwords open the door, and only from this machine. The superuser has none, so nobody is it. */
const HOST_ACCESS = 'host all all 127.0.0.1/32 scram-sha-256\n'

/** Makes a complete cluster, or none: it is built beside its place and moved there when it is ready. */
export async function createCluster(
  { initdb, postgres, major }: PostgresBinaries,
  { clusterHome, cluster, account }: Placement,
  options: { password: string; sync: boolean },
): Promise<void> {
  for (const left of await readdir(clusterHome)) {
    if (left.startsWith(BUILDING)) await rm(join(clusterHome, left), { recursive: true, force: true })
  }
  // A name used once: an initdb that outlived its killed Node must not write into ours.
  const building = await mkdtemp(join(clusterHome, BUILDING))
  if (account) await chown(building, account.uid, account.gid)

  const locale =
    major >= BUILTIN_LOCALE_SINCE
      ? ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
      : ['--locale=C.UTF-8']
  const access = ['--username=postgres', '--auth=trust', '--no-instructions']
  const sync = options.sync ? [] : ['--no-sync']
  const made = await runToEnd(initdb, ['-D', building, '--encoding=UTF8', ...locale, ...access, ...sync], { account })
  if (made.code !== 0) throw cannotMake(cluster, made)
  await writeFile(join(building, 'pg_hba.conf'), HOST_ACCESS)

  const owner = `CREATE ROLE ${NAME} LOGIN CREATEDB CREATEROLE PASSWORD '${options.password}';\n`
  const database = `CREATE DATABASE ${NAME} OWNER ${NAME};\n`
  await runSingle(postgres, building, account, owner + database)
  await rename(building, cluster)
}

/** The owner's password, kept where only this user reads it. `isNew` when the cluster does not know it yet. */
export async function passwordFor(home: string): Promise<{ password: string; isNew: boolean }> {
  const file = join(home, 'password')
  try {
    const password = (await readFile(file, 'utf8')).trim()
    if (password !== '') return { password, isNew: false }
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error
  }
  const password = randomBytes(24).toString('base64url')
  await writeFile(file, `${password}\n`, { mode: 0o600 })
  return { password, isNew: true }
}

/** Gives the owner a password on a stopped cluster: the way back when its file was lost. */
export async function setPassword(
  { postgres }: PostgresBinaries,
  { cluster, account }: Placement,
  password: string,
): Promise<void> {
  await runSingle(postgres, cluster, account, `ALTER ROLE ${NAME} PASSWORD '${password}';\n`)
}

/** The version that made the cluster; only the same major version can open it. */
export async function majorOf(cluster: string): Promise<number> {
  return Number((await readFile(join(cluster, 'PG_VERSION'), 'utf8')).trim())
}

/** Single-user mode: no server, no port, no password. One statement per line. */
async function runSingle(postgres: string, cluster: string, account: Placement['account'], sql: string): Promise<void> {
  const ended = await runToEnd(postgres, ['--single', '-D', cluster, 'postgres'], { account, input: sql })
  if (ended.code !== 0 || /\b(ERROR|FATAL|PANIC):/.test(ended.output)) throw cannotMake(cluster, ended)
}

function cannotMake(cluster: string, { code, output }: Ended): EmbeddedPostgresError {
  const full = /No space left on device|Disk quota exceeded/.test(output)
  const advice = full
    ? 'The disk is full: free some room, or set DATA_DIR to a folder on a larger disk.'
    : 'Nothing was kept; once the reason is gone, start again.'
  return new EmbeddedPostgresError(
    `The database could not be made in ${cluster} (exit ${code}). ${advice} Postgres said:\n${output.trim()}`,
  )
}
