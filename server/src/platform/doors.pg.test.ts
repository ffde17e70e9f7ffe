import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { io } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { PAYLOADS } from '@concordat/shared/commands'
import type { Problem } from '@concordat/shared/errors'

import { startTestApp, type TestApp } from '../test/app.ts'
import { makeBoard, seatPerson } from '../test/people.ts'

let server: TestApp
let cookie = ''

beforeAll(async () => {
  server = await startTestApp()
  await seatPerson(server.db, await makeBoard(server.db, 'alpha'), 'chair', 'chair')
  cookie = await server.signIn('chair')
})
afterAll(() => server.close())

/** Everywhere but home: another site, none, an unnamed one, and those that look like ours. */
const foreign = (origin: string): [string, string | undefined][] => [
  ['another site', 'https://evil.example'],
  ['nothing at all', undefined],
  ['null', 'null'],
  ['a look-alike that ends in another domain', `${origin}.evil.example`],
  ['the same host by another scheme', origin.replace('http:', 'https:')],
  ['the same host on another port', origin.replace(/\d+$/u, '1')],
  ['ours with a slash at the end', `${origin}/`],
  ['another name of this machine', origin.replace('127.0.0.1', 'localhost')],
]

async function upgrade(path: string, origin: string | undefined): Promise<number> {
  const { port } = server.config
  const asked = request({
    port,
    path,
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      cookie,
      ...(origin !== undefined && { origin }),
    },
  }).end()
  return new Promise((resolve, reject) => {
    asked.on('response', (answer: IncomingMessage) => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    })
    asked.on('upgrade', (answer: IncomingMessage, socket) => {
      socket.destroy()
      resolve(answer.statusCode ?? 0)
    })
    asked.on('error', reject)
  })
}

const SOCKET_IO = '/socket.io/?EIO=4&transport='

describe('[P16] another site cannot use a person’s session', () => {
  test('upgrades from elsewhere are refused on both sockets, by whatever name', async () => {
    const seen: Record<string, [number, number]> = {}
    const expected: typeof seen = {}
    for (const [name, origin] of foreign(server.origin)) {
      seen[name] = [
        await upgrade(`${SOCKET_IO}websocket`, origin),
        await upgrade('/sync/9b2d1c1e-0000-4000-8000-000000000000', origin),
      ]
      expected[name] = [403, 403]
    }
    expect(seen).toEqual(expected)
  })

  test('an upgrade from our own pages is let in', async () => {
    expect(await upgrade(`${SOCKET_IO}websocket`, server.origin)).toBe(101)
  })

  test('an upgrade to anywhere else is not found', async () => {
    expect([
      await upgrade('/', server.origin),
      await upgrade('/api/me', server.origin),
      await upgrade('/socket.iox', server.origin),
    ]).toEqual([404, 404, 404])
  })

  test('polling from elsewhere is refused at the first request', async () => {
    for (const [name, origin] of foreign(server.origin)) {
      const answer = await fetch(`${server.origin}${SOCKET_IO}polling`, {
        headers: { cookie, ...(origin !== undefined && { origin }) },
      })
      expect([name, answer.status]).toEqual([name, 403])
      expect(await answer.text()).not.toContain('sid')
    }
  })

  test('polling from our own page works, where browsers send no Origin but vouch for the site', async () => {
    const own = await fetch(`${server.origin}${SOCKET_IO}polling`, {
      headers: { cookie, 'sec-fetch-site': 'same-origin' },
    })
    expect([own.status, (await own.text()).startsWith('0{"sid"')]).toEqual([200, true])
    const sibling = await fetch(`${server.origin}${SOCKET_IO}polling`, {
      headers: { cookie, 'sec-fetch-site': 'same-site' },
    })
    expect(sibling.status).toBe(403)
  })

  test('a whole conversation by polling works, through the one router', async () => {
    const socket = io(server.origin, {
      transports: ['polling'],
      forceNew: true,
      extraHeaders: { origin: server.origin, cookie },
    })
    try {
      await once(socket as never, 'connect')
      const answer: unknown = await socket.emitWithAck('board.open', 'alpha')
      expect(answer).toEqual({ ok: true, seq: 0 })
    } finally {
      socket.disconnect()
    }
  })

  test.each([
    ['Origin of another site', { origin: 'https://evil.example' }],
    ['Origin null', { origin: 'null' }],
    ['a sibling site', { 'sec-fetch-site': 'same-site' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
  ])('a write with %s is refused and does nothing', async (_name, headers) => {
    const answer = await server.app.inject({
      method: 'POST',
      url: '/api/sign-out',
      headers: { cookie, ...headers } as Record<string, string>,
    })
    expect([answer.statusCode, answer.json<Problem>().kind]).toEqual([403, 'forbidden'])
    expect((await server.get('/api/me', cookie)).status).toBe(200)
  })

  test('[abuse 14] a form of another kind than JSON is refused', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const answer = await server.app.inject({
        method: 'POST',
        url: '/api/demo/sign-in',
        headers: { 'content-type': type, origin: server.origin },
        payload: '{"person":"chair"}',
      })
      expect([type, answer.statusCode, answer.json<Problem>().kind]).toEqual([type, 415, 'invalid'])
    }
  })

  test('a script that is no browser may write', async () => {
    const answer = await server.app.inject({ method: 'POST', url: '/api/demo/sign-in', payload: { person: 'chair' } })
    expect(answer.statusCode).toBe(204)
  })
})

describe('refusals', () => {
  test.each([
    ['an unknown door', '/api/no-such-thing', 404, 'not-found'],
    ['an unknown door with a broken escape', '/api/%E0%A4%A', 400, 'invalid'],
    ['the sync door without an upgrade', '/sync/x', 404, 'not-found'],
  ])('%s is a problem', async (_name, path, status, kind) => {
    const { headers, body, status: seen } = await server.get<Problem>(path)
    expect([seen, headers['content-type'], body.kind]).toEqual([status, 'application/problem+json', kind])
  })

  test('fields are named by their path', async () => {
    const { body } = await server.post<Problem>('/api/demo/sign-in', { person: 'Not An Id', also: 1 })
    expect(body).toMatchObject({ kind: 'invalid', status: 400 })
    expect(body.fields?.find(({ path }) => path === 'person')?.message).toBe(
      'An id is lower-case letters, digits, dots and hyphens',
    )
  })

  test.each([
    ['broken JSON', '{"person":', 400],
    ['[abuse 46] a poisoned prototype', '{"person":"chair","__proto__":{"x":1}}', 400],
    ['more than 256 KB', JSON.stringify({ person: 'x'.repeat(300 * 1024) }), 413],
    ['[abuse 74] ten thousand levels', `{"person":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 400],
  ])('%s is refused as invalid', async (_name, payload, status) => {
    const answer = await server.app.inject({
      method: 'POST',
      url: '/api/demo/sign-in',
      headers: { 'content-type': 'application/json' },
      payload,
    })
    expect([answer.statusCode, answer.json<Problem>().kind]).toEqual([status, 'invalid'])
  })
})

describe('what goes with every answer', () => {
  test('nothing private is kept by caches, nothing foreign runs, nobody frames us', async () => {
    const { headers } = await server.get('/api/me', cookie)
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
    })
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/u)
    expect(headers['strict-transport-security']).toBeUndefined()
    expect(String(headers['content-security-policy']).split(';')).toEqual([
      "default-src 'self'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "font-src 'self'",
      "connect-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ])
  })

  test('[abuse 15] a forged X-Forwarded-For names nobody else, unless it is a proxy on this machine that says so', async () => {
    const left = async (remoteAddress: string, forwarded: string): Promise<number> => {
      const { headers } = await server.app.inject({
        url: '/api/health',
        remoteAddress,
        headers: { 'x-forwarded-for': forwarded },
      })
      return Number(headers['x-ratelimit-remaining'])
    }
    const first = await left('203.0.113.7', '10.0.0.1')
    expect(await left('203.0.113.7', '10.0.0.2')).toBe(first - 1)
    expect(await left('127.0.0.1', '10.0.0.3, 203.0.113.7')).toBe(first - 2)
  })
})

describe('pages', () => {
  test('without a build, a page says what to do', async () => {
    const answer = await server.app.inject({ url: '/boards/alpha', headers: { host: new URL(server.origin).host } })
    expect([answer.statusCode, answer.body]).toEqual([503, expect.stringContaining('have not been built yet')])
  })

  test('asked for by another name of this machine, a page sends the reader to the one that works', async () => {
    const answer = await server.app.inject({
      url: '/boards/alpha?x=1',
      headers: { host: `localhost:${server.config.port}` },
    })
    expect([answer.statusCode, answer.headers.location]).toEqual([307, `${server.origin}/boards/alpha?x=1`])
  })

  test('are answered by the built web, with our headers and its own policy for scripts', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'concordat-web-'))
    const webHandler = join(folder, 'handler.mjs')
    await writeFile(
      webHandler,
      `export const handler = (request, response, next) => {
        if (request.url === '/nowhere') return next()
        if (request.url !== '/asset') response.setHeader('content-security-policy', "script-src 'nonce-1'")
        response.writeHead(200, { 'content-type': 'text/html' }).end('page ' + request.url)
      }`,
    )
    const own = await startTestApp({ config: { webHandler } })
    const host = new URL(own.origin).host
    const [page, asset, nowhere, head] = await Promise.all([
      own.app.inject({ url: '/boards/alpha?x=1', headers: { host } }),
      own.app.inject({ url: '/asset', headers: { host } }),
      own.app.inject({ url: '/nowhere', headers: { host } }),
      own.app.inject({ method: 'HEAD', url: '/boards/alpha', headers: { host } }),
    ])
    await own.close()
    await rm(folder, { recursive: true })
    expect([page.statusCode, page.body]).toEqual([200, 'page /boards/alpha?x=1'])
    expect(page.headers).toMatchObject({
      'content-security-policy': "script-src 'nonce-1'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
    })
    expect(asset.headers['content-security-policy']).toBe("object-src 'none'; base-uri 'none'; frame-ancestors 'none'")
    expect([nowhere.statusCode, head.statusCode]).toEqual([404, 200])
  })

  test('only asking for pages reaches them', async () => {
    expect((await server.post<Problem>('/boards/alpha', {})).body.kind).toBe('not-found')
  })
})

describe('the service itself', () => {
  test('is alive, and ready while it can serve', async () => {
    expect([await server.get('/api/health'), await server.get('/api/ready')]).toMatchObject([
      { status: 200, body: { status: 'alive' } },
      { status: 200, body: { ready: true, reasons: [] } },
    ])
  })

  test('is alive and not ready, with reasons, when the database is gone', async () => {
    const own = await startTestApp()
    await own.db.$client.end()
    expect([await own.get('/api/health'), await own.get('/api/ready')]).toMatchObject([
      { status: 200 },
      { status: 503, body: { ready: false, reasons: ['The database cannot be reached.'] } },
    ])
    const { status, headers, body } = await own.get<Problem>('/api/me', 'concordat_session=x')
    expect([status, body.kind, headers['retry-after']]).toEqual([503, 'unavailable', '5'])
    await own.close()
  })

  test('says so before it stops', async () => {
    const own = await startTestApp()
    own.app.readiness.refuse('This node is stopping.')
    expect(await own.get('/api/ready')).toMatchObject({
      status: 503,
      body: { ready: false, reasons: ['This node is stopping.'] },
    })
    await own.close()
  })

  test('describes every route and every command in OpenAPI 3.1', async () => {
    const { body } = await server.get<{ openapi: string; paths: Record<string, Record<string, unknown>> }>(
      '/api/openapi.json',
    )
    expect(body.openapi).toBe('3.1.0')
    const described = Object.entries(body.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(described.sort()).toEqual(routesOf(server).sort())
    const command = JSON.stringify(body.paths['/api/boards/{board}/commands'])
    expect(Object.keys(PAYLOADS).filter((type) => !command.includes(`"${type}"`))).toEqual([])
  })
})

/** As Fastify's own tree has them, apart from the pages and the socket that OpenAPI cannot describe. */
function routesOf({ app }: TestApp): string[] {
  const above: string[] = []
  return app
    .printRoutes()
    .split('\n')
    .flatMap((line) => {
      const found = /^(?<lead>.*)[├└]── (?<path>\S+)(?: \((?<methods>.+)\))?$/u.exec(line)?.groups
      if (!found) return []
      const depth = (found['lead'] ?? '').length / 4
      above.splice(depth, Infinity, found['path'] ?? '')
      return (found['methods'] ?? '').split(', ').map((method) => `${method} ${above.join('')}`)
    })
    .filter((route) => /^(?:GET|POST|PUT|PATCH|DELETE) \/(?:api|public|typefaces|verifier)/u.test(route))
    .map((route) => route.replaceAll(/:(?<name>\w+)/gu, '{$<name>}').replace(/\/?\*$/u, '/{*}'))
}

test('[P18] a peer that vanishes in the middle of its handshake costs only itself', async () => {
  const socket = connect(server.config.port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write(
    `GET ${SOCKET_IO}websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nOrigin: ${server.origin}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
  )
  socket.resetAndDestroy()
  expect((await server.get('/api/health')).status).toBe(200)
})
