import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { dropHome, ends, makeHome, type Contestant, type Content, type Running, type TwoNodes } from './contestants.ts'
import type { Seat } from './load/jobs.ts'
import { BENCH, freePort, ROOT, runNode, startNode, type Started } from './processes.ts'
import { startRedis } from './redis.ts'
import type { Seeded, SeedSettings } from './seed-ours.ts'

const BOARD = 'greater-manchester'
const PLAN_ROWS = 500
/** What Node of our server is told besides, such as `--cpu-prof --cpu-prof-dir=…`, for whoever asks where its time goes. */
const NODE_ARGS = (process.env['BENCH_NODE_ARGS'] ?? '').split(' ').filter((arg) => arg !== '')

/** Files that documents begin with, for servers that have to be sent them. */
export interface Originals {
  readonly planFile: string
  readonly largeFile: string
  readonly largeBytes: number
  readonly largeEdits: number
  /** What one update takes in our log on disk. */
  readonly bytesPerUpdate: number | null
}

export interface House {
  readonly contestant: Contestant
  readonly originals: Originals
  drop(): void
}

/**
 * Our server as `npm start` runs it: embedded Postgres with fsync, sessions, policy, the gate and every limit as shipped. Its data folder
 * is made once and lives through the whole run; documents are used once.
 */
export async function furnish(needs: {
  readonly people: number
  readonly texts: number
  readonly plans: number
  readonly large: number
  readonly largeEdits: number
}): Promise<House> {
  const home = makeHome()
  // Postgres's own user has to get in when this is root.
  chmodSync(home, 0o755)
  const dataDir = join(home, 'data')
  mkdirSync(dataDir)
  const [largeFile, historyFile, planFile] = [
    join(home, 'large.bin'),
    join(home, 'large.history'),
    join(home, 'plan.bin'),
  ]
  const drop = (): void => {
    try {
      // Where root had to place the database outside of its data folder.
      const elsewhere = readFileSync(join(dataDir, 'postgres/cluster-is-in'), 'utf8').trim()
      if (elsewhere !== '') rmSync(elsewhere, { recursive: true, force: true })
    } catch {
      // It lies inside.
    }
    dropHome(home)
  }
  process.on('exit', drop)

  await runNode(join(import.meta.dirname, 'make-large.ts'), [String(needs.largeEdits), largeFile, historyFile])
  const settings: SeedSettings = {
    dataDir,
    board: BOARD,
    people: needs.people,
    texts: needs.texts,
    plans: needs.plans,
    large: needs.large,
    planRows: PLAN_ROWS,
    planFile,
    historyFile,
    outFile: join(home, 'seeded.json'),
  }
  writeFileSync(join(home, 'settings.json'), JSON.stringify(settings))
  await runNode(join(import.meta.dirname, 'seed-ours.ts'), [join(home, 'settings.json')])
  const seeded = JSON.parse(readFileSync(settings.outFile, 'utf8')) as Seeded
  return {
    contestant: contestant(dataDir, seeded),
    originals: {
      planFile,
      largeFile,
      largeBytes: statSync(largeFile).size,
      largeEdits: needs.largeEdits,
      bytesPerUpdate: seeded.bytesPerUpdate,
    },
    drop,
  }
}

function contestant(dataDir: string, seeded: Seeded): Contestant {
  const unused: Record<Content, string[]> = {
    text: [...seeded.documents.text],
    plan: [...seeded.documents.plan],
    large: [...seeded.documents.large],
  }
  const cookies = new Map<string, string>()
  const runningAt = (port: number, started: Started): Running => ({
    port,
    ...ends(started),
    documents: (content, count) => take(unused, content, count),
    seats: seatsAt(port, seeded.people, cookies),
  })
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
  return {
    name: 'concordat',
    title: 'Concordat',
    version,
    dialect: 'y',
    stores: true,
    holds: true,
    brings: true,
    async start() {
      const port = await freePort()
      const started = await startOurs(port, dataDir)
      return runningAt(port, started)
    },
    startTwo: () => startTwo(dataDir, runningAt),
  }
}

function startOurs(port: number, dataDir: string, env: Readonly<Record<string, string>> = {}): Promise<Started> {
  return startNode(join(ROOT, 'server/src/main.ts'), {
    readyWhen: 'Concordat is ready',
    nodeArgs: NODE_ARGS,
    // The address people sign in at is part of their session's cookie, not of the session: it may change between starts.
    env: { PORT: String(port), HOST: '127.0.0.1', DATA_DIR: dataDir, DEMO: '1', LOG_LEVEL: 'error', ...env },
  })
}

/** Each node at an address of its own; people are known at both. The database outlives whichever node is killed. */
async function startTwo(dataDir: string, runningAt: (port: number, started: Started) => Running): Promise<TwoNodes> {
  const redis = await startRedis()
  const postgres = await startNode(join(BENCH, 'servers/postgres.mjs'), {
    args: [dataDir],
    readyWhen: 'listens at',
    env: {},
  })
  const url = /listens at (\S+)/u.exec(postgres.output())?.[1] ?? ''
  const startOne = async (): Promise<Running> => {
    const port = await freePort()
    return runningAt(port, await startOurs(port, dataDir, { DATABASE_URL: url, REDIS_URL: redis.url }))
  }
  // One after the other: the first may have migrations to run.
  const nodes: [Running, Running] = [await startOne(), await startOne()]
  return {
    nodes,
    again: async (index) => (nodes[index] = await startOne()),
    async stop() {
      await Promise.all(nodes.map((node) => node.stop()))
      await ends(postgres).stop()
      await redis.stop()
    },
  }
}

function take(unused: Record<Content, string[]>, content: Content, count: number): string[] {
  const taken = unused[content].splice(0, count)
  if (taken.length < count) throw new Error(`Out of ${content} documents: furnish more`)
  return taken
}

const SESSIONS_AT_ONCE = 8

/**
 * Signs people in and opens a session of the document for each, as a browser does: the client id is the server's. People take turns
 * over all seats, so that nobody has more sockets than one person may.
 */
function seatsAt(port: number, people: readonly string[], cookies: Map<string, string>): Running['seats'] {
  const origin = `http://127.0.0.1:${port}`
  let turn = 0

  const signIn = async (person: string): Promise<string> => {
    const known = cookies.get(person)
    if (known !== undefined) return known
    const answer = await fetch(`${origin}/api/demo/sign-in`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json' },
      body: JSON.stringify({ person }),
    })
    const cookie = answer.headers.get('set-cookie')?.split(';', 1)[0]
    if (answer.status !== 204 || cookie === undefined) throw new Error(`${person} could not sign in: ${answer.status}`)
    cookies.set(person, cookie)
    return cookie
  }

  const seat = async (document: string, person: string): Promise<Seat> => {
    const cookie = await signIn(person)
    const answer = await fetch(`${origin}/api/documents/${document}/session`, {
      method: 'POST',
      headers: { origin, cookie },
    })
    if (answer.status !== 200)
      throw new Error(`${person} could not open ${document}: ${answer.status} ${await answer.text()}`)
    const { clientId, epoch, schema, path } = (await answer.json()) as {
      clientId: number
      epoch: number
      schema: number
      path: string
    }
    return { document, clientId, path: `${path}?epoch=${epoch}&schema=${schema}`, headers: { origin, cookie }, port }
  }

  return async (documents) => {
    const seats: Seat[] = []
    const waiting = documents.map((document, index) => ({
      document,
      index,
      person: people[(turn += 1) % people.length] ?? '',
    }))
    const lane = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift())
        seats[next.index] = await seat(next.document, next.person)
    }
    await Promise.all(Array.from({ length: SESSIONS_AT_ONCE }, lane))
    return seats
  }
}
