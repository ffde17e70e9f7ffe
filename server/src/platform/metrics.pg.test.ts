import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { startTestApp, type TestApp } from '../test/app.ts'

const TOKEN = 'sixteen characters or more'

let server: TestApp
beforeAll(async () => {
  server = await startTestApp({ config: { metricsToken: TOKEN } })
})
afterAll(() => server.close())

const ask = async (headers: Readonly<Record<string, string>>, remoteAddress = '127.0.0.1') =>
  server.app.inject({ method: 'GET', url: '/api/metrics', headers, remoteAddress })

describe('the figures of a node', () => {
  test('are text of Prometheus and name what the sync engine holds', async () => {
    const answer = await ask({})
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, expect.stringContaining('version=0.0.4')])
    const names = [...answer.body.matchAll(/^# TYPE (\S+)/gmu)].map(([, name]) => name)
    expect(names).toEqual(
      expect.arrayContaining([
        'concordat_rooms',
        'concordat_sockets',
        'concordat_updates_in_total',
        'concordat_updates_out_total',
        'concordat_commit_seconds',
        'concordat_refusals_total',
        'concordat_buffered_bytes',
        'concordat_node_lag_seconds',
        'concordat_event_loop_delay_seconds',
      ]),
    )
  })

  test('are for this machine, and for others with the token', async () => {
    const from = '192.0.2.7'
    expect((await ask({}, from)).statusCode).toBe(404)
    expect((await ask({ authorization: 'Bearer guess' }, from)).statusCode).toBe(404)
    expect((await ask({ authorization: `Bearer ${TOKEN}` }, from)).statusCode).toBe(200)
    expect((await ask({ 'x-forwarded-for': '127.0.0.1' })).statusCode).toBe(404)
  })
})
