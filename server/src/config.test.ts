import { resolve } from 'node:path'

import { describe, expect, test } from 'vitest'

import { ConfigError, isLoopback, readConfig } from './config.ts'

const NODE = '24.21.0'
const refusal = (env: NodeJS.ProcessEnv, node = NODE): string => {
  try {
    readConfig(env, node)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  return 'accepted'
}

describe('what the operator sets', () => {
  test('nothing set: this machine only, embedded database in the checkout, demo on', () => {
    const root = resolve(import.meta.dirname, '../..')
    expect(readConfig({}, NODE)).toEqual({
      host: '127.0.0.1',
      port: 3000,
      origin: 'http://127.0.0.1:3000',
      dataDir: resolve(root, 'data'),
      databaseUrl: null,
      redisUrl: null,
      metricsToken: null,
      ledgerKey: null,
      isDemo: true,
      webHandler: resolve(root, 'web/build/handler.js'),
      logLevel: 'warn',
    })
  })

  test('a variable set to nothing counts as not set', () => {
    const empty = { PORT: '', HOST: '', DATA_DIR: '', DATABASE_URL: '', REDIS_URL: '', PUBLIC_URL: '', DEMO: '' }
    expect(readConfig(empty, NODE)).toEqual(readConfig({}, NODE))
  })

  test('the default address follows HOST and PORT, brackets and all', () => {
    expect(readConfig({ HOST: '::1', PORT: '8080' }, NODE).origin).toBe('http://[::1]:8080')
    expect(readConfig({ PUBLIC_URL: 'https://board.example.gov.uk/' }, NODE).origin).toBe(
      'https://board.example.gov.uk',
    )
  })

  test.each([
    [{ DATABASE_URL: 'postgres://a@b/c' }, false],
    [{ DATABASE_URL: 'postgres://a@b/c', DEMO: '1' }, true],
    [{ HOST: '0.0.0.0' }, false],
    [{ PUBLIC_URL: 'https://board.example.gov.uk' }, false],
    [{ HOST: '0.0.0.0', DEMO: 'public' }, true],
    [{ DEMO: '0' }, false],
    [{ HOST: 'localhost' }, true],
  ])('demo mode with %j is %s', (env, isDemo) => {
    expect(readConfig(env, NODE).isDemo).toBe(isDemo)
  })

  test.each([
    [{ DEMO: '1', HOST: '0.0.0.0' }, /HOST 0\.0\.0\.0 can be reached from other machines.*DEMO=public/u],
    [
      { DEMO: '1', PUBLIC_URL: 'https://board.example.gov.uk' },
      /PUBLIC_URL https:\/\/board\.example\.gov\.uk can be reached/u,
    ],
    [{ DEMO: 'yes' }, /DEMO must be 0, 1 or public/u],
    [{ PORT: '0' }, /PORT must be a whole number/u],
    [{ PORT: 'http' }, /PORT must be a whole number/u],
    [{ PORT: '70000' }, /PORT must be a whole number/u],
    [{ HOST: 'http://here' }, /HOST must be a name or an address/u],
    [{ DATABASE_URL: 'mysql://a@b/c' }, /DATABASE_URL must look like postgres:/u],
    [{ DATABASE_URL: 'nonsense' }, /DATABASE_URL must look like postgres:/u],
    [{ REDIS_URL: 'localhost' }, /REDIS_URL must look like redis:/u],
    [{ PUBLIC_URL: 'https://board.example.gov.uk/app' }, /PUBLIC_URL must be a scheme and a host/u],
    [{ PUBLIC_URL: 'board.example.gov.uk' }, /PUBLIC_URL must be a scheme and a host/u],
  ])('%j is refused with a sentence', (env, sentence) => {
    expect(refusal(env)).toMatch(sentence)
  })

  test('every fault is named at once', () => {
    expect(refusal({ PORT: 'x', DEMO: 'x' }).split('\n')).toHaveLength(2)
  })

  test('a password in a bad DATABASE_URL is not repeated', () => {
    expect(refusal({ DATABASE_URL: 'mysql://root:hunter2@db/x' })).not.toContain('hunter2')
  })

  test('an older Node is told how to get the right one', () => {
    expect(refusal({}, '20.20.2')).toBe(
      'Concordat runs on Node 24 and this is Node 20.20.2. Start it with npm start, which brings the right one.',
    )
  })
})

test.each([
  ['127.0.0.1', true],
  ['127.8.9.1', true],
  ['localhost', true],
  ['[::1]', true],
  ['0.0.0.0', false],
  ['::', false],
  ['127.0.0.1.evil.example', false],
  ['localhost.evil.example', false],
  ['10.0.0.1', false],
])('%s is a loopback address: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected)
})
