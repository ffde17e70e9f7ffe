import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { makeDataDir } from '../test/postgres.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { startEmbeddedPostgres, type EmbeddedPostgresOptions } from './start-embedded-postgres.ts'

const leftToDo: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const undo of leftToDo.splice(0).reverse()) await undo()
})

async function emptyDataDir(): Promise<string> {
  const dataDir = await makeDataDir()
  leftToDo.push(() => rm(dataDir, { recursive: true, force: true }))
  return dataDir
}

async function start(dataDir: string, options: Partial<EmbeddedPostgresOptions> = {}) {
  const database = await startEmbeddedPostgres({ dataDir, ...options })
  leftToDo.push(() => database.stop())
  return database
}

async function query(url: string, statement: string): Promise<unknown[]> {
  const sql = postgres(url, { max: 1 })
  try {
    return [...(await sql.unsafe(statement))]
  } finally {
    await sql.end()
  }
}

async function refusal(starting: Promise<unknown>): Promise<string> {
  const error = await starting.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof EmbeddedPostgresError)) throw new Error('was not refused', { cause: error })
  return error.message
}

/** Another Node that starts the database and holds it until it is killed. */
async function startInAnotherProcess(dataDir: string): Promise<{ node: ChildProcess; url: string }> {
  const launcher = new URL('start-embedded-postgres.ts', import.meta.url).href
  const script = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(launcher)})
    const { url } = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)} })
    console.log(url)
    setInterval(() => {}, 1000)`
  const node = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  leftToDo.push(async () => {
    await kill(node)
    await nobodyLeftIn(dataDir)
  })
  const [line] = (await once(node.stdout.setEncoding('utf8'), 'data')) as [string]
  return { node, url: line.trim() }
}

async function kill(node: ChildProcess): Promise<void> {
  if (node.exitCode !== null || node.signalCode !== null) return
  const gone = once(node, 'exit')
  node.kill('SIGKILL')
  await gone
}

const postmasterOf = async (dataDir: string) =>
  Number((await readFile(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8')).split('\n')[0])

async function processesIn(folder: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => undefined)))
  return pids.filter((_, index) => folders[index] === folder)
}

const nobodyLeftIn = (dataDir: string) =>
  vi.waitFor(async () => expect(await processesIn(join(dataDir, 'postgres/cluster'))).toEqual([]), 40_000)

describe('a data folder', () => {
  test('keeps its data over a stop and a start', async () => {
    const dataDir = await emptyDataDir()
    const progress: string[] = []
    const first = await start(dataDir, { onProgress: (line) => progress.push(line) })
    await query(first.url, "CREATE TABLE promises (what text); INSERT INTO promises VALUES ('kept')")
    await first.stop()

    const again: string[] = []
    const second = await start(dataDir, { onProgress: (line) => again.push(line) })
    expect(await query(second.url, 'SELECT what FROM promises')).toEqual([{ what: 'kept' }])
    expect(progress).toHaveLength(2)
    expect(again).toEqual([])
  })

  test('that a slow machine opens slowly is not said to come from a sudden stop', async () => {
    const dataDir = await emptyDataDir()
    await (await start(dataDir)).stop()
    const said: string[] = []
    const now = Date.now()
    let looks = 0
    // A second from look to look, up to a minute.
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => now + Math.min((looks += 1), 60) * 1_000)
    try {
      await start(dataDir, { onProgress: (line) => said.push(line) })
    } finally {
      clock.mockRestore()
    }
    expect(said).toEqual([])
  })

  test('serves one process at a time, and says who has it', async () => {
    const dataDir = await emptyDataDir()
    const holder = await startInAnotherProcess(dataDir)

    const message = await refusal(startEmbeddedPostgres({ dataDir }))
    expect(message).toContain(`process ${holder.node.pid}`)
    expect(message).toContain('Stop that one first, or give this one another folder with DATA_DIR.')
    expect(await query(holder.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  test('is refused to a second start in the same process', async () => {
    const dataDir = await emptyDataDir()
    await start(dataDir)
    expect(await refusal(startEmbeddedPostgres({ dataDir }))).toContain(`process ${process.pid}`)
  })

  test('that cannot be written is refused with what to do', async () => {
    const file = join(await emptyDataDir(), 'file')
    await writeFile(file, '')
    expect(await refusal(startEmbeddedPostgres({ dataDir: join(file, 'data') }))).toBe(
      `The data folder ${file}/data is no use: it cannot be written (ENOTDIR). ` +
        'Make it a folder this user may write to, or set DATA_DIR to another folder.',
    )
  })

  test.runIf(process.platform === 'linux')(
    'below /proc, where nothing can be made, is refused and does not hang',
    async () => {
      expect(await refusal(startEmbeddedPostgres({ dataDir: '/proc/concordat/data' }))).toContain(
        'it cannot be written (ENOENT)',
      )
    },
  )

  test('keeps its password to its user, and makes a new one when it was lost', async () => {
    const dataDir = await emptyDataDir()
    const first = await start(dataDir)
    await first.stop()
    const password = join(dataDir, 'postgres/password')
    expect((await stat(password)).mode & 0o777).toBe(0o600)
    await rm(password)

    const second = await start(dataDir)
    expect(new URL(second.url).password).not.toBe(new URL(first.url).password)
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  test('of another major version is refused with the version it needs', async () => {
    const dataDir = await emptyDataDir()
    await (await start(dataDir)).stop()
    await writeFile(join(dataDir, 'postgres/cluster/PG_VERSION'), '9\n')
    expect(await refusal(startEmbeddedPostgres({ dataDir }))).toMatch(
      /^The data needs PostgreSQL 9: .*set DATABASE_URL/,
    )
  })
})

describe('a database', () => {
  test('asks for the password, and its owner is no superuser', async () => {
    const { url } = await start(await emptyDataDir())
    const stranger = new URL(url)
    stranger.password = 'guessed'
    await expect(query(stranger.href, 'SELECT 1')).rejects.toThrow('password authentication failed')
    stranger.username = 'postgres'
    await expect(query(stranger.href, 'SELECT 1')).rejects.toThrow('password authentication failed')
    expect(await query(url, 'SELECT rolsuper FROM pg_roles WHERE rolname = current_user')).toEqual([
      { rolsuper: false },
    ])
  })

  test('writes through to the disk and knows letters beyond ASCII', async () => {
    const { url } = await start(await emptyDataDir())
    expect(await query(url, "SELECT current_setting('fsync') AS fsync, upper('tŷ') AS word")).toEqual([
      { fsync: 'on', word: 'TŶ' },
    ])
  })

  test('that ends by itself tells its caller once and lets the folder go', async () => {
    const dataDir = await emptyDataDir()
    const ends: string[] = []
    await start(dataDir, { onUnexpectedEnd: (error) => ends.push(error.message) })
    process.kill(await postmasterOf(dataDir), 'SIGKILL')
    await vi.waitFor(() => expect(ends).toHaveLength(1), 10_000)

    const second = await start(dataDir)
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(ends).toHaveLength(1)
  })
})

describe('after kill -9', () => {
  test('of Node, Postgres stops by itself and the next start has every committed row', async () => {
    const dataDir = await emptyDataDir()
    const { node, url } = await startInAnotherProcess(dataDir)
    await query(url, "CREATE TABLE promises (what text); INSERT INTO promises VALUES ('kept')")
    await kill(node)
    await nobodyLeftIn(dataDir)

    const second = await start(dataDir)
    expect(await query(second.url, 'SELECT what FROM promises')).toEqual([{ what: 'kept' }])
  })

  test('of Node, a start at once waits for the old Postgres and leaves no orphan', async () => {
    const dataDir = await emptyDataDir()
    const { node } = await startInAnotherProcess(dataDir)
    const old = await postmasterOf(dataDir)
    await kill(node)

    const second = await start(dataDir)
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(await processesIn(join(dataDir, 'postgres/cluster'))).not.toContain(String(old))
    await second.stop()
    await nobodyLeftIn(dataDir)
  })

  test('of Node and Postgres together, the next start recovers every committed row', async () => {
    const dataDir = await emptyDataDir()
    const { node, url } = await startInAnotherProcess(dataDir)
    await query(url, "CREATE TABLE promises (what text); INSERT INTO promises VALUES ('kept')")
    process.kill(await postmasterOf(dataDir), 'SIGKILL')
    await kill(node)

    const second = await start(dataDir)
    expect(await query(second.url, 'SELECT what FROM promises')).toEqual([{ what: 'kept' }])
  })

  test('a postmaster.pid whose number went to a stranger does not stand in the way', async () => {
    const dataDir = await emptyDataDir()
    await (await start(dataDir)).stop()
    const cluster = join(dataDir, 'postgres/cluster')
    await writeFile(join(cluster, 'postmaster.pid'), `${process.pid}\n${cluster}\n1\n5432\n\n127.0.0.1\n1 1\nready\n`)

    const second = await start(dataDir)
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })
})
