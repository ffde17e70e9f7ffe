import { readFile, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'

export interface FolderLock {
  release: () => void
}

const SQLITE_BUSY = 5
const SQLITE_FULL = 13

/**
 * Takes a folder for this process alone, or refuses and says who has it.
 *
 * The lock is the kernel's, borrowed through SQLite's write lock on an empty file: it is let go however its holder
 * dies, no pid can be mistaken for another, and two containers on one volume see each other. Postgres's own
 * postmaster.pid gives none of the three. Never read the lock file in this process: closing it would drop the lock.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const holderFile = join(folder, 'holder.json')
  const file = await openLocked(folder, holderFile)
  const holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() }
  try {
    await writeFile(holderFile, `${JSON.stringify(holder)}\n`)
  } catch (error) {
    file.close()
    throw error
  }
  return {
    release() {
      if (file.isOpen) file.close()
    },
  }
}

async function openLocked(folder: string, holderFile: string): Promise<DatabaseSync> {
  let file: DatabaseSync | undefined
  try {
    file = new DatabaseSync(join(folder, 'lock'))
    file.exec('BEGIN IMMEDIATE')
    return file
  } catch (error) {
    file?.close()
    throw new EmbeddedPostgresError(
      `The data folder ${folder} ${await refusal(error, holderFile)}, or give this one another folder with DATA_DIR.`,
      { cause: error },
    )
  }
}

async function refusal(error: unknown, holderFile: string): Promise<string> {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined
  if (code === SQLITE_BUSY) return `is in use by ${await describeHolder(holderFile)}. Stop that one first`
  if (code === SQLITE_FULL) return 'is on a full disk. Free some room there'
  return `cannot be locked (${String(error)}). Make it a folder this user may write to`
}

async function describeHolder(holderFile: string): Promise<string> {
  try {
    const { pid, host, since } = JSON.parse(await readFile(holderFile, 'utf8')) as Record<string, unknown>
    const where = host === hostname() ? '' : ` on ${String(host)}`
    return `another Concordat: process ${String(pid)}${where}, running since ${String(since)}`
  } catch {
    // The holder has the lock but has not yet written its name; the refusal stands without it.
    return 'another Concordat'
  }
}
