import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { inTransaction } from '@concordat/db/client'
import { findBoardHead } from '@concordat/db/identity'
import { readEntries, verifyBoard } from '@concordat/db/ledger'
import { eraseSealed } from '@concordat/db/sealed'
import type { PayloadInput } from '@concordat/shared/commands'
import { commitmentTo } from '@concordat/shared/commitment'
import type { BoardView, DecisionList, DecisionView } from '@concordat/shared/http'
import type { ActionView } from '@concordat/shared/http-actions'
import type { Json } from '@concordat/shared/ledger'

import { startTestApp, type TestApp } from '../test/app.ts'
import { connectNotices, openBoard, type NoticeSocket } from '../test/notice-socket.ts'

const GM = 'greater-manchester'
const UNENTITLED = ['ce-bolton', 'observer', 'dcs-bolton', 'partner-health', 'programme-lead', 'lead-gm'] as const
/** In every field of the decision and of whatever is said of it afterwards. */
const CANARY = 'kestrel'

let server: TestApp
let boardId: string
let chair: string
let secretariat: string
let number: string
let seq: number
beforeAll(async () => {
  server = await startTestApp({ samples: true })
  boardId = (await findBoardHead(server.db, GM))?.id ?? ''
  chair = await server.signIn('chair')
  secretariat = await server.signIn('secretariat')
})
afterAll(() => server.close())

const exempt = {
  paragraph: 3,
  publicInterest: `${CANARY}: bids would be lowered`,
  decidedBy: `Monitoring officer ${CANARY}`,
  reviewOn: '2099-01-01',
}
const DECISION: PayloadInput<'decision.record'> = {
  title: `Award to ${CANARY}`,
  text: `That the contract is awarded to ${CANARY}.`,
  type: 'decided',
  authority: { basis: 'delegation', ref: `Scheme ${CANARY}` },
  reasons: `${CANARY} was cheapest`,
  options: `Not ${CANARY}`,
  interests: `Leader knows ${CANARY}`,
  dispensations: `None for ${CANARY}`,
  implications: CANARY,
  financial: `£1m to ${CANARY}`,
  legal: CANARY,
  equality: CANARY,
  dataProtection: CANARY,
  carbon: CANARY,
  consultation: CANARY,
  dissent: CANARY,
  result: CANARY,
  recommendedTo: CANARY,
  present: CANARY,
  body: 'org-joint-commissioning-board',
  callIn: { applies: true, reason: CANARY },
  background: [{ title: CANARY, reference: CANARY }],
  exempt,
}

async function send<T extends Parameters<TestApp['command']>[2]['type']>(
  type: T,
  payload: PayloadInput<T>,
  cookie = chair,
) {
  const { status, body } = await server.command(GM, cookie, { type, payload })
  expect(status, JSON.stringify(body)).toBe(201)
  return body
}

/** Every event of a socket, as it came over the wire. */
function overheard(socket: NoticeSocket): unknown[] {
  const heard: unknown[] = []
  socket.onAny((...event: unknown[]) => void heard.push(event))
  return heard
}

const raw = async (path: string, cookie?: string): Promise<{ status: number; text: string }> => {
  const { statusCode, body } = await server.app.inject({ url: path, ...(cookie && { headers: { cookie } }) })
  return { status: statusCode, text: body }
}

describe('[20] on the wire', () => {
  let heard: unknown[]
  let sockets: NoticeSocket[]
  beforeAll(async () => {
    const observing = await connectNotices(server, await server.signIn('observer'))
    const writing = await connectNotices(server, chair)
    sockets = [observing, writing]
    for (const socket of sockets) await openBoard(socket, GM)
    heard = overheard(observing)

    ;({ number, seq } = (await send('decision.record', DECISION)) as { number: string; seq: number })
    await send('decision.note-correction', { number, note: `Read ${CANARY}` })
    await send('decision.call-in', { number, by: `${CANARY} committee`, reason: CANARY })
    await send('decision.resolve-call-in', { number, outcome: 'confirmed', reason: CANARY })
    await send('action.open', {
      text: 'Write to the bidders.',
      ownerBody: 'org-bolton',
      due: '2099-01-01',
      source: { kind: 'decision', id: number },
    })
    await send('snapshot.freeze', { title: 'Report' }, secretariat)
    await send('snapshot.publish', { number: 1 })
    const here = new Promise<void>((resolve) => {
      observing.on('here', (_, people) => {
        if (people.some(({ person, page }) => person === 'chair' && page.startsWith('decisions'))) resolve()
      })
    })
    writing.emit('here.tell', GM, `decisions/${number}`, 'reading')
    await here
  })
  afterAll(() => {
    for (const socket of sockets) socket.disconnect()
  })

  const BARE = [
    `/ledger?after=0&limit=500`,
    `/ledger?type=decision.record`,
    '/ledger.csv',
    '/ledger.jsonl',
    '/ledger/export',
  ]
  const HIDDEN = [
    '',
    '/decisions',
    '/terms',
    '/asks',
    '/documents',
    '/snapshots',
    '/actions?state=all',
    '/actions/GM/A/1',
    '/threads/action/GM/A/1',
    '/threads/programme/prog-joint-commissioning',
    '/programmes/prog-joint-commissioning',
  ]

  test.each(UNENTITLED)('%s sees a bare numbered entry in the ledger and nothing anywhere else', async (person) => {
    const cookie = await server.signIn(person)
    const prefix = `/api/boards/${GM}`
    for (const path of BARE) {
      const { status, text } = await raw(prefix + path, cookie)
      expect(text, path).not.toContain(CANARY)
      expect([path, status, text.includes(number), /exempt/iu.test(text)]).toEqual([path, 200, true, true])
    }
    for (const path of [...HIDDEN, `/decisions/${number}`, `/threads/decision/${number}`]) {
      const { status, text } = await raw(prefix + path, cookie)
      expect([path, status]).toEqual([path, HIDDEN.includes(path) ? 200 : 404])
      expect(text, path).not.toContain(CANARY)
      expect(text, path).not.toContain(number)
      expect(text, path).not.toContain('exempt"')
    }
    const [hidden, absent] = await Promise.all(
      [number, 'GM/2026/999'].map((one) => server.get<{ id?: string }>(`${prefix}/decisions/${one}`, cookie)),
    )
    expect({ ...hidden?.body, id: '' }).toEqual({ ...absent?.body, id: '' })
    expect(hidden?.status).toBe(404)
    expect((await server.get<DecisionList>(`${prefix}/decisions`, cookie)).body.decisions).toEqual([])
    expect((await server.get<BoardView>(prefix, cookie)).body).toMatchObject({
      counts: { decisions: 0 },
      decisions: [],
    })
    expect((await server.get<ActionView>(`${prefix}/actions/GM/A/1`, cookie)).body).toMatchObject({ source: null })
    const bySource = await server.get(`${prefix}/actions?state=all&sourceKind=decision&sourceId=${number}`, cookie)
    expect(bySource.body).toMatchObject({ actions: [] })
  })

  test('nor does a socket hear more, and nobody learns who reads it', () => {
    const all = JSON.stringify(heard)
    expect(all).toContain('decision.record')
    expect(all).not.toContain(CANARY)
    expect(all).not.toContain('exempt')
    expect(JSON.stringify(heard.filter((event) => Array.isArray(event) && event[0] === 'here'))).not.toContain(number)
  })

  test('[40] what is published holds nothing of it, page and data', async () => {
    for (const path of [`/public/${GM}/snapshots/1`, `/public/${GM}/snapshots/1.json`]) {
      const { status, text } = await raw(path)
      expect([path, status]).toEqual([path, 200])
      expect(text).not.toContain(CANARY)
      expect(text).not.toContain(number)
      expect(text).toContain('Report')
    }
    const { text } = await raw(`/public/${GM}/snapshots/1`)
    expect(text).toContain('No decision has been recorded yet')
  })

  test('those entitled read all of it, in the register and by its number', async () => {
    for (const cookie of [chair, secretariat]) {
      const { body } = await server.get<DecisionView>(`/api/boards/${GM}/decisions/${number}`, cookie)
      expect(body).toMatchObject({
        number,
        title: DECISION.title,
        text: DECISION.text,
        financial: DECISION.financial,
        body: 'org-joint-commissioning-board',
        authority: DECISION.authority,
        exempt: { ...exempt, erased: false },
        corrections: [{ note: `Read ${CANARY}` }],
        callIn: {
          calledIn: { by: `${CANARY} committee`, reason: CANARY },
          outcome: { outcome: 'confirmed', reason: CANARY },
        },
      })
      expect((await server.get<BoardView>(`/api/boards/${GM}`, cookie)).body.counts.decisions).toBe(1)
      expect((await server.get<ActionView>(`/api/boards/${GM}/actions/GM/A/1`, cookie)).body.source).toMatchObject({
        kind: 'decision',
        id: number,
      })
    }
  })
})

test('[20][43] no table but that of sealed facts holds a word of it', async () => {
  const tables = await server.db.$client<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public'`
  const holding: string[] = []
  for (const { name } of tables) {
    const found = await server.db.$client.unsafe(`select 1 from "${name}" t where t::text like '%${CANARY}%' limit 1`)
    if (found.length > 0) holding.push(name)
  }
  expect(holding).toEqual(['sealed_facts'])
})

test('[43] the entry commits to what was sealed, and only salt and content together show it', async () => {
  const [entry] = await readEntries(server.db, boardId, { after: seq - 1, limit: 1 })
  expect(entry?.payload).toEqual({
    number,
    title: 'An exempt decision',
    exempt: { paragraph: 3 },
    commitment: expect.stringMatching(/^[0-9a-f]{64}$/u) as unknown,
  })
  const [sealed] = await server.db.$client<{ salt: string; content: string }[]>`
    select salt, content from sealed_facts where board_id = ${boardId} and seq = ${seq}`
  const content = JSON.parse(sealed?.content ?? '') as Json
  expect(commitmentTo(sealed?.salt ?? '', content)).toBe(entry?.payload['commitment'])
  expect(commitmentTo('0'.repeat(64), content)).not.toBe(entry?.payload['commitment'])
})

describe('[20] nothing open is hung on it', () => {
  test('an entry of it is not corrected in open words', async () => {
    const { status, body } = await server.command(GM, chair, {
      type: 'entry.correct',
      payload: { corrects: seq, says: `It was about ${CANARY}` },
    })
    expect([status, body]).toMatchObject([409, { kind: 'conflict' }])
  })

  test('a milestone cannot be said to wait for it, and the preview does not know it', async () => {
    const lead = await server.signIn('programme-lead')
    const milestone = 'ms-phase-two'
    const { status, body } = await server.command(GM, lead, {
      type: 'dependency.add',
      payload: { from: milestone, on: { kind: 'decision', id: number } },
    })
    expect([status, body]).toMatchObject([400, { fields: [{ path: 'on.id' }] }])
    const preview = async (id: string) => {
      const answer = await server.app.inject({
        method: 'POST',
        url: `/api/boards/${GM}/checks`,
        headers: { cookie: lead, origin: server.origin },
        payload: {
          of: { kind: 'milestone', id: milestone },
          dependency: { from: milestone, on: { kind: 'decision', id } },
        },
      })
      expect(answer.statusCode).toBe(200)
      return answer.body.replaceAll(id, 'NUMBER')
    }
    expect(await preview(number)).toBe(await preview('GM/1999/9'))
  })
})

describe('[11][20] superseding and the exempt', () => {
  test('an open decision is not superseded by an exempt one: its readers must see what took its place', async () => {
    const open = (await send('decision.record', { ...DECISION, title: 'Open', text: 'Open words.', exempt: undefined }))
      .number
    const { status, body } = await server.command(GM, chair, {
      type: 'decision.supersede',
      payload: { supersedes: String(open), decision: DECISION },
    })
    expect({ status, body }).toMatchObject({
      status: 400,
      body: { kind: 'invalid', fields: [{ path: 'decision.exempt' }] },
    })
  })

  test('an exempt one is superseded by another, and the entry does not say so', async () => {
    const first = await send('decision.record', DECISION)
    const second = await send('decision.supersede', { supersedes: String(first.number), decision: DECISION })
    const [entry] = await readEntries(server.db, boardId, { after: second.seq - 1, limit: 1 })
    expect(entry?.type).toBe('decision.record')
    expect(JSON.stringify(entry?.payload)).not.toContain(first.number)
    const { body } = await server.get<DecisionView>(`/api/boards/${GM}/decisions/${first.number ?? ''}`, chair)
    expect(body).toMatchObject({ supersededBy: second.number, state: 'superseded' })
  })

  test('terms are never adopted behind closed doors', async () => {
    const { body } = await server.command(GM, chair, {
      type: 'terms.adopt',
      payload: {
        termsId: 'tor-delivery-board',
        expectHash: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
        decision: DECISION,
        inForceFrom: '2026-12-01',
        reviewBy: '2027-12-01',
      },
    })
    expect(body).toMatchObject({
      kind: 'invalid',
      fields: expect.arrayContaining([expect.objectContaining({ path: 'decision.exempt' })]) as unknown,
    })
  })
})

test('[43][rule 22] erased under retention, it says so, and the chain still verifies', async () => {
  await expect(server.db.$client`update sealed_facts set content = '{}' where seq = ${seq}`).rejects.toThrow()
  await expect(server.db.$client`delete from sealed_facts where seq = ${seq}`).rejects.toThrow()
  expect(await inTransaction(server.db, async (tx) => eraseSealed(tx, boardId, seq))).toBe(true)
  expect(await inTransaction(server.db, async (tx) => eraseSealed(tx, boardId, seq))).toBe(false)
  const { body } = await server.get<DecisionView>(`/api/boards/${GM}/decisions/${number}`, chair)
  expect(body).toMatchObject({
    number,
    title: 'An exempt decision',
    text: 'Erased under the retention rules',
    exempt: { paragraph: 3, erased: true },
  })
  expect(await verifyBoard(server.db, boardId)).toMatchObject({ ok: true })
})
