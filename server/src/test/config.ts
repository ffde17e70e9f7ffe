import { generateKeyPairSync } from 'node:crypto'

import type { Config } from '../config.ts'

const ledgerKey = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()

/** A demonstration on this machine, without pages and without a word in the log. */
export const testConfig = (changes: Partial<Config> = {}): Config => {
  const port = changes.port ?? 3000
  return {
    host: '127.0.0.1',
    port,
    origin: `http://127.0.0.1:${port}`,
    dataDir: '/nowhere',
    databaseUrl: null,
    redisUrl: null,
    metricsToken: null,
    ledgerKey,
    isDemo: true,
    webHandler: '/nowhere/handler.js',
    logLevel: 'silent',
    ...changes,
  }
}
