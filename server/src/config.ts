import { createPrivateKey } from 'node:crypto'
import { resolve } from 'node:path'
import { isIP } from 'node:net'

import { z } from 'zod'

/** What the operator set, read once and checked. Nothing else in the house reads the environment. */
export interface Config {
  readonly host: string
  readonly port: number
  /** Scheme, host and port under which browsers reach us: for cookies, links and the Origin check. No slash at the end. */
  readonly origin: string
  readonly dataDir: string
  /** Null: the embedded database in `dataDir`. */
  readonly databaseUrl: string | null
  /** Redis between the nodes of a cluster. Null: this is the only node. */
  readonly redisUrl: string | null
  /** Lets a collector on another machine read `/api/metrics`. Null: this machine only. */
  readonly metricsToken: string | null
  /** Ed25519 private key (PKCS#8 PEM) that checkpoints of the ledger are signed with. Null: one is made in `dataDir/keys`. A secret: never logged. */
  readonly ledgerKey: string | null
  /** Invented people and one-click sign-in. */
  readonly isDemo: boolean
  /** Module of the built web that answers pages. It need not exist yet. */
  readonly webHandler: string
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug'
}

/** The environment cannot be worked with. The message is one sentence per fault and says what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

const MIN_NODE = 24
const ROOT = resolve(import.meta.dirname, '../..')

const unsetWhenEmpty = (value: unknown): unknown => (value === '' ? undefined : value)

const Environment = z.object({
  PORT: z.preprocess(
    unsetWhenEmpty,
    z.coerce
      .number('PORT must be a whole number from 1 to 65535, for example PORT=3000.')
      .int('PORT must be a whole number from 1 to 65535, for example PORT=3000.')
      .min(1, 'PORT must be a whole number from 1 to 65535, for example PORT=3000.')
      .max(65_535, 'PORT must be a whole number from 1 to 65535, for example PORT=3000.')
      .default(3000),
  ),
  HOST: z.preprocess(
    unsetWhenEmpty,
    z
      .string()
      .regex(
        /^[a-zA-Z0-9.:_-]+$/u,
        'HOST must be a name or an address without scheme or port, for example HOST=127.0.0.1.',
      )
      .default('127.0.0.1'),
  ),
  DATA_DIR: z.preprocess(unsetWhenEmpty, z.string().default('data')),
  DATABASE_URL: z.preprocess(
    unsetWhenEmpty,
    z
      .string()
      .refine(
        isUrlOf(['postgres:', 'postgresql:']),
        'DATABASE_URL must look like postgres://user:password@host:5432/name.',
      )
      .optional(),
  ),
  REDIS_URL: z.preprocess(
    unsetWhenEmpty,
    z
      .string()
      .refine(isUrlOf(['redis:', 'rediss:']), 'REDIS_URL must look like redis://host:6379.')
      .optional(),
  ),
  PUBLIC_URL: z.preprocess(
    unsetWhenEmpty,
    z
      .string()
      .refine(
        (value) => isUrlOf(['http:', 'https:'])(value) && isBareOrigin(value),
        'PUBLIC_URL must be a scheme and a host and nothing after them, for example PUBLIC_URL=https://board.example.gov.uk.',
      )
      .optional(),
  ),
  DEMO: z.preprocess(
    unsetWhenEmpty,
    z
      .enum(
        ['0', '1', 'public'],
        'DEMO must be 0, 1 or public; leave it unset to have a demo only with the embedded database on this machine.',
      )
      .optional(),
  ),
  METRICS_TOKEN: z.preprocess(
    unsetWhenEmpty,
    z.string().min(16, 'METRICS_TOKEN must have 16 characters or more: whoever knows it reads the figures.').optional(),
  ),
  LEDGER_KEY: z.preprocess(
    unsetWhenEmpty,
    z
      .string()
      .transform((value, ctx) => {
        const pem = readPrivateKey(value)
        if (pem === undefined)
          ctx.addIssue(
            'LEDGER_KEY must be an Ed25519 private key in PKCS#8, as PEM or as base64. Make one with: openssl genpkey -algorithm ed25519.',
          )
        return pem ?? z.NEVER
      })
      .optional(),
  ),
  LOG_LEVEL: z.preprocess(
    unsetWhenEmpty,
    z
      .enum(['silent', 'error', 'warn', 'info', 'debug'], 'LOG_LEVEL must be silent, error, warn, info or debug.')
      .default('warn'),
  ),
})

/**
 * Reads and checks the environment (contract, "Commands in a fresh checkout"). Rejects with `ConfigError`, one sentence for
 * each fault. A relative DATA_DIR lies in the checkout, so that `npm start` finds it from any workspace folder.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env, nodeVersion: string = process.versions.node): Config {
  if (Number.parseInt(nodeVersion, 10) < MIN_NODE) {
    throw new ConfigError(
      `Concordat runs on Node ${MIN_NODE} and this is Node ${nodeVersion}. Start it with npm start, which brings the right one.`,
    )
  }
  const parsed = Environment.safeParse(env)
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map((issue) => issue.message).join('\n'))

  const { PORT, HOST, DATA_DIR, DATABASE_URL, REDIS_URL, PUBLIC_URL, DEMO, METRICS_TOKEN, LEDGER_KEY, LOG_LEVEL } =
    parsed.data
  const publicUrl = new URL(PUBLIC_URL ?? `http://${isIP(HOST) === 6 ? `[${HOST}]` : HOST}:${PORT}`)
  const isPublic = !isLoopback(HOST) || !isLoopback(publicUrl.hostname)
  if (DEMO === '1' && isPublic) {
    throw new ConfigError(
      `DEMO=1 lets anyone sign in as anyone, and ${isLoopback(HOST) ? `PUBLIC_URL ${publicUrl.origin}` : `HOST ${HOST}`} can be reached from other machines. ` +
        'Unset DEMO, or set DEMO=public if that is what you want.',
    )
  }
  return {
    host: HOST,
    port: PORT,
    origin: publicUrl.origin,
    dataDir: resolve(ROOT, DATA_DIR),
    databaseUrl: DATABASE_URL ?? null,
    redisUrl: REDIS_URL ?? null,
    metricsToken: METRICS_TOKEN ?? null,
    ledgerKey: LEDGER_KEY ?? null,
    isDemo: DEMO === undefined ? DATABASE_URL === undefined && !isPublic : DEMO !== '0',
    webHandler: resolve(ROOT, 'web/build/handler.js'),
    logLevel: LOG_LEVEL,
  }
}

/** A private key given as PEM or as base64 of its DER (a variable holds no line breaks), as PEM. Undefined when it is no Ed25519 key. */
export function readPrivateKey(given: string): string | undefined {
  try {
    const key = given.includes('-----')
      ? createPrivateKey(given.replaceAll('\\n', '\n'))
      : createPrivateKey({ key: Buffer.from(given, 'base64'), format: 'der', type: 'pkcs8' })
    return key.asymmetricKeyType === 'ed25519' ? key.export({ format: 'pem', type: 'pkcs8' }).toString() : undefined
  } catch {
    // What is wrong with it would quote it.
    return undefined
  }
}

/** Addresses that only this machine can reach. `0.0.0.0` is not one: it means every address there is. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/gu, '').toLowerCase()
  return (
    bare === 'localhost' ||
    bare.endsWith('.localhost') ||
    bare === '::1' ||
    (isIP(bare) === 4 && bare.startsWith('127.'))
  )
}

function isUrlOf(protocols: readonly string[]): (value: string) => boolean {
  return (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol)
}

function isBareOrigin(value: string): boolean {
  const { pathname, search, hash, username, password } = new URL(value)
  return pathname === '/' && search === '' && hash === '' && username === '' && password === ''
}
