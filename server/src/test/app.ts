import { randomInt, randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:net'

import type { FastifyInstance } from 'fastify'

import { appRoleOf, close as closeDb, createDb, type Db } from '@concordat/db/client'
import { migrate } from '@concordat/db/migrate'
import { createTestDatabase } from '@concordat/db/test/postgres'
import type { CommandResult, CommandType, PayloadInput } from '@concordat/shared/commands'
import type { Problem } from '@concordat/shared/errors'

import { buildApp } from '../app.ts'
import type { Config } from '../config.ts'
import type { Limits } from '../documents/limits.ts'
import type { Clock } from '../platform/clock.ts'
import { testConfig } from './config.ts'
import { copySampleDatabase } from './sample-database.ts'

/** What came back. `body` is whatever JSON held, null when there was none: a test says what it expects. */
export interface Answer<Body> {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>
  readonly body: Body
}

export interface TestApp {
  readonly app: FastifyInstance
  readonly db: Db
  readonly config: Config
  /** Where it listens; what PUBLIC_URL says too. */
  readonly origin: string
  /** Opens a session as a demo person; gives the `Cookie` header. */
  signIn(person: string): Promise<string>
  get<Body = unknown>(path: string, cookie?: string): Promise<Answer<Body>>
  post<Body = unknown>(path: string, body?: unknown, cookie?: string): Promise<Answer<Body>>
  /** Sends one command to a board, under a new command id unless one is given. */
  command<T extends CommandType>(
    board: string,
    cookie: string,
    command: { type: T; payload: PayloadInput<T>; expect?: number; commandId?: string },
  ): Promise<Answer<CommandResult & Partial<Problem>>>
  /** Stops the app and drops its database. */
  close(): Promise<void>
}

export interface TestAppOptions {
  /** With the three sample boards and their people; otherwise the database is empty. */
  readonly samples?: boolean
  readonly config?: Partial<Config>
  readonly clock?: Clock
  readonly limits?: Limits
}

/**
 * The real server on a real, migrated database of its own, listening on a free port: `beforeAll(async () => (server = await
 * startTestApp()))` and `afterAll(() => server.close())`. Demo mode is on unless `config` says otherwise.
 */
export async function startTestApp({
  samples = false,
  config: changes = {},
  clock,
  limits,
}: TestAppOptions = {}): Promise<TestApp> {
  const database = samples ? await copySampleDatabase() : await createTestDatabase()
  if (!samples) await migrate(database.url)
  const db = createDb(database.url, { max: 4, role: await appRoleOf(database.url) })
  const config = testConfig({ port: await freePort(), databaseUrl: database.url, ...changes })
  const app = await buildApp({ config, db, logger: false, ...(clock && { clock }), ...(limits && { limits }) })
  await app.listen({ host: config.host, port: config.port })

  const ask = async <Body>(
    method: 'GET' | 'POST',
    url: string,
    payload: unknown,
    cookie?: string,
  ): Promise<Answer<Body>> => {
    const answer = await app.inject({
      method,
      url,
      headers: { ...(cookie !== undefined && { cookie }), ...(method === 'POST' && { origin: config.origin }) },
      ...(payload !== undefined && { payload: payload as object }),
    })
    const isJson = String(answer.headers['content-type']).includes('json')
    return { status: answer.statusCode, headers: answer.headers, body: (isJson ? answer.json() : null) as Body }
  }

  const test: TestApp = {
    app,
    db,
    config,
    origin: config.origin,
    get: async (path, cookie) => ask('GET', path, undefined, cookie),
    post: async (path, body, cookie) => ask('POST', path, body, cookie),
    async signIn(person) {
      const { status, headers } = await test.post('/api/demo/sign-in', { person })
      if (status !== 204) throw new Error(`${person} could not sign in: ${status}`)
      return String(headers['set-cookie']).split(';', 1)[0] ?? ''
    },
    command: async (board, cookie, { commandId = randomUUID(), ...rest }) =>
      test.post(`/api/boards/${board}/commands`, { commandId, ...rest }, cookie),
    async close() {
      await app.close()
      await closeDb(db)
      await database.drop()
    },
  }
  return test
}

/** Below those that systems lend to outgoing connections: one of these is not gone a moment after it was found free. */
const PORTS = { from: 10_000, to: 32_000 }

/**
 * A port that nobody has and no other test gets while this process lives: the odd one next to it is kept to say so. It is needed before
 * listening, because the Origin check knows it.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 2 * randomInt(PORTS.from / 2, PORTS.to / 2)
    if ((await listenOn(port + 1)) === null) continue
    const probe = await listenOn(port)
    if (probe === null) continue
    await new Promise((resolve) => probe.close(resolve))
    return port
  }
}

const listenOn = (port: number): Promise<Server | null> =>
  new Promise((resolve) => {
    const server = createServer().unref()
    server.once('error', () => resolve(null))
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
