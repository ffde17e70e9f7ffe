import { once } from 'node:events'
import { createServer } from 'node:net'

import { appRoleOf, close as closeDb, createDb } from '@concordat/db/client'
import { EmbeddedPostgresError } from '@concordat/db/embedded/embedded-postgres-error'
import { startEmbeddedPostgres } from '@concordat/db/embedded/start-embedded-postgres'
import { DatabaseNotReady, migrate } from '@concordat/db/migrate'

import { buildApp } from './app.ts'
import { loadSamples } from './boards/load-samples.ts'
import { ConfigError, readConfig, type Config } from './config.ts'

/** The address cannot be listened on. The message says what to do. */
class ListenError extends Error {
  override readonly name = 'ListenError'
}

/** Supervisors kill after ten seconds (reliability 4, rule 18); what is written down by then stays written down. */
const STOP_WITHIN_MS = 9_500

/** What has been opened and is closed again in reverse, whether the start got to its end or not. */
const opened: { readonly name: string; close(): Promise<unknown> }[] = []
let isStopping = false

async function start(): Promise<void> {
  const config = readConfig()
  const url = config.databaseUrl ?? (await openEmbedded(config))
  await requireFree(config)
  await migrate(url, say)

  const db = createDb(url, { role: await appRoleOf(url) })
  opened.push({ name: 'database connections', close: async () => closeDb(db) })
  const app = await buildApp({ config, db })
  opened.push({
    name: 'server',
    close: async () => {
      app.readiness.refuse('This node is stopping.')
      await app.close()
    },
  })

  if (config.isDemo) await loadSamples({ db, commands: app.commands, now: app.clock }, say)
  await app.listen({ host: config.host, port: config.port }).catch((error: unknown) => {
    throw inOperatorsWords(config, error)
  })
  for (const line of remarksOn(config)) say(line)
  say(`Concordat is ready at ${config.origin}`)
}

async function openEmbedded({ dataDir }: Config): Promise<string> {
  const embedded = await startEmbeddedPostgres({
    dataDir,
    onProgress: say,
    onUnexpectedEnd: (error) => {
      complain(error)
      void stop(1)
    },
  })
  opened.push({ name: 'embedded database', close: async () => embedded.stop() })
  return embedded.url
}

/** Looks before the slow steps, so that nobody waits for a migration to be told of a busy port. */
async function requireFree(config: Config): Promise<void> {
  const probe = createServer()
  try {
    probe.listen({ host: config.host, port: config.port, exclusive: true })
    await once(probe, 'listening')
    probe.close()
    await once(probe, 'close')
  } catch (error) {
    throw inOperatorsWords(config, error)
  }
}

function inOperatorsWords({ host, port }: Config, error: unknown): unknown {
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'EADDRINUSE':
      return new ListenError(
        `Port ${port} on ${host} is taken by another program. End it, or choose another port: PORT=${port + 1} npm start.`,
      )
    case 'EACCES':
      return new ListenError(`This user may not listen on port ${port}. Choose one from 1024 up: PORT=3000 npm start.`)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new ListenError(
        `HOST ${host} is not an address of this machine. Use 127.0.0.1 for this machine only, or 0.0.0.0 for all its addresses.`,
      )
    default:
      return error
  }
}

/** What an operator should know and cannot see from the address. */
function remarksOn({ redisUrl, databaseUrl, isDemo, origin }: Config): string[] {
  const remarks: string[] = []
  if (redisUrl !== null && databaseUrl === null)
    remarks.push(
      'REDIS_URL is set and DATABASE_URL is not: other nodes cannot reach the embedded database of this one.',
    )
  if (isDemo) remarks.push('Demonstration: anyone who can open the address may sign in as any of the invented people.')
  else
    remarks.push(
      `Demo mode is off, and sign-in for real people comes with a later release: so far only published pages can be read at ${origin}.`,
    )
  return remarks
}

/** Closes what was opened, last first, and ends the process. A second call waits for nothing. */
async function stop(code: number): Promise<void> {
  if (isStopping) process.exit(1)
  isStopping = true
  setTimeout(() => {
    console.error('Stopping took too long and was cut short. Everything shown as saved is saved.')
    process.exit(1)
  }, STOP_WITHIN_MS).unref()

  let worst = code
  for (const part of opened.reverse()) {
    try {
      await part.close()
    } catch (error) {
      // The rest is still to be closed; the exit code tells that something was not.
      console.error(`Closing the ${part.name} failed:`, error)
      worst = 1
    }
  }
  process.exit(worst)
}

function say(line: string): void {
  console.log(line)
}

/** Sentences for what an operator can put right; a stack for what only we can. */
function complain(error: unknown): void {
  const isForOperator =
    error instanceof ConfigError ||
    error instanceof ListenError ||
    error instanceof EmbeddedPostgresError ||
    error instanceof DatabaseNotReady
  console.error(isForOperator ? error.message : error)
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (!isStopping) say('Stopping…')
    void stop(0)
  })
}

try {
  await start()
} catch (error) {
  // A start that is interrupted by a signal fails in the middle; that is no fault.
  if (!isStopping) {
    complain(error)
    await stop(1)
  }
}
