import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { DialectName } from './load/dialects.ts'
import type { Seat } from './load/jobs.ts'
import { BENCH, freePort, startNode, type Started } from './processes.ts'

/** What a document is to hold when it is asked for. */
export type Content = 'text' | 'plan' | 'large'

/** A server that is up. */
export interface Running {
  readonly port: number
  readonly pid: number
  /** Documents nobody has opened yet. Those with content may still have to be filled: see `Contestant.brings`. */
  documents(content: Content, count: number): readonly string[]
  /** One place per name given, each another person as far as people go. */
  seats(documents: readonly string[]): Promise<readonly Seat[]>
  /** Asks it to end, and waits. */
  stop(): Promise<void>
  kill(): Promise<void>
  /** What it printed. */
  output(): string
}

/** Nodes that can be killed and started again, one without the other. */
export interface TwoNodes {
  readonly nodes: readonly [Running, Running]
  /** Starts a node again that has been killed. */
  again(index: 0 | 1): Promise<Running>
  stop(): Promise<void>
}

export interface Contestant {
  readonly name: string
  readonly title: string
  readonly version: string
  readonly dialect: DialectName
  /** Documents are there after a restart. */
  readonly stores: boolean
  /** Holds documents at all: a relay does not. */
  readonly holds: boolean
  /** Plans and large documents are there when asked for; elsewhere somebody has to send them in. */
  readonly brings: boolean
  /** `home` is kept between starts. */
  start(home: string): Promise<Running>
  /** Two nodes on one database and one Redis, where it can run as several. */
  startTwo?(): Promise<TwoNodes>
}

const versionOf = (name: string): string =>
  (JSON.parse(readFileSync(join(BENCH, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version

interface PeerOptions extends Omit<Contestant, 'start' | 'brings'> {
  readonly module: string
  readonly readyWhen: string
  readonly env?: (home: string) => Record<string, string>
}

function peer({ module, readyWhen, env, ...rest }: PeerOptions): Contestant {
  return {
    ...rest,
    brings: false,
    async start(home) {
      const port = await freePort()
      const started = await startNode(join(BENCH, 'servers', module), {
        readyWhen,
        env: { PORT: String(port), HOST: '127.0.0.1', ...env?.(home) },
      })
      return { port, ...ends(started), ...anyDocuments() }
    },
  }
}

/** Peers make a document of any name, and take anyone. */
function anyDocuments(): Pick<Running, 'documents' | 'seats'> {
  return {
    documents: (content, count) => Array.from({ length: count }, () => `${content}-${(serial += 1)}`),
    seats: async (documents) =>
      documents.map((document) => ({ document, path: `/${document}`, headers: {}, clientId: randomClient() })),
  }
}

let serial = 0
const randomClient = (): number => 1_024 + Math.floor(Math.random() * (2 ** 32 - 1_024))

export function ends(started: Started): Pick<Running, 'pid' | 'stop' | 'kill' | 'output'> {
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    started.child.kill(signal)
    const hard = setTimeout(() => started.child.kill('SIGKILL'), 15_000)
    await started.ended
    clearTimeout(hard)
  }
  return { pid: started.pid, stop: () => end('SIGTERM'), kill: () => end('SIGKILL'), output: started.output }
}

export const RELAY = peer({
  name: 'relay',
  title: 'relay (`ws`)',
  version: versionOf('ws'),
  dialect: 'relay',
  stores: false,
  holds: false,
  module: 'relay.mjs',
  readyWhen: 'ready',
})

export const PEERS: readonly Contestant[] = [
  RELAY,
  peer({
    name: 'y-websocket',
    title: 'y-websocket 2, memory',
    version: versionOf('y-websocket'),
    dialect: 'y',
    stores: false,
    holds: true,
    module: 'y-websocket.mjs',
    readyWhen: 'running at',
  }),
  peer({
    name: 'y-websocket-leveldb',
    title: 'y-websocket 2 + LevelDB',
    version: versionOf('y-websocket'),
    dialect: 'y',
    stores: true,
    holds: true,
    module: 'y-websocket.mjs',
    readyWhen: 'running at',
    env: (home) => ({ YPERSISTENCE: join(home, 'level') }),
  }),
  peer({
    name: 'hocuspocus',
    title: 'Hocuspocus 4.7, memory',
    version: versionOf('@hocuspocus/server'),
    dialect: 'hocuspocus',
    stores: false,
    holds: true,
    module: 'hocuspocus.mjs',
    readyWhen: 'ready',
  }),
  peer({
    name: 'hocuspocus-sqlite',
    title: 'Hocuspocus 4.7 + SQLite',
    version: versionOf('@hocuspocus/server'),
    dialect: 'hocuspocus',
    stores: true,
    holds: true,
    module: 'hocuspocus.mjs',
    readyWhen: 'ready',
    env: (home) => ({ STORE: join(home, 'documents.sqlite') }),
  }),
]

/** Starts each peer once. What cannot start here is left out, with the reason. */
export async function tryPeers(
  wanted: (name: string) => boolean,
): Promise<{ readonly able: Contestant[]; readonly skipped: { name: string; reason: string }[] }> {
  const able: Contestant[] = []
  const skipped: { name: string; reason: string }[] = []
  for (const contestant of PEERS.filter(({ name }) => wanted(name))) {
    const home = makeHome()
    try {
      await (await contestant.start(home)).stop()
      able.push(contestant)
    } catch (error) {
      skipped.push({
        name: contestant.name,
        reason: (error instanceof Error ? error.message : String(error)).split('\n').slice(0, 6).join(' '),
      })
    } finally {
      dropHome(home)
    }
  }
  return { able, skipped }
}

const homes = new Set<string>()

process.on('exit', () => homes.forEach((home) => rmSync(home, { recursive: true, force: true })))

/** A folder that goes with this process at the latest. */
export function makeHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'concordat-bench-'))
  homes.add(home)
  return home
}

export function dropHome(home: string): void {
  homes.delete(home)
  rmSync(home, { recursive: true, force: true })
}
