import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { BoardView, LedgerPage, SnapshotList } from '@concordat/shared/http'
import { sha256Hex } from '@concordat/shared/hash'
import type { SnapshotContent } from '@concordat/shared/snapshot'
import { DEMO_PEOPLE } from '@concordat/db/samples/demo-people'

import { startTestApp, type TestApp } from '../test/app.ts'
import { canonicalContent } from './cut.ts'
import { renderSnapshot } from './render.ts'

const GM = 'greater-manchester'
const COVER = {
  title: 'Report to scrutiny, July',
  committee: 'the Scrutiny Committee',
  membersAskedTo: 'say which asks are hardest to meet',
  introduction: 'The board met twice.',
}

let server: TestApp
let chair: string
let secretariat: string
let now = new Date()
beforeAll(async () => {
  server = await startTestApp({ samples: true, clock: () => now })
  now = new Date()
  chair = await server.signIn('chair')
  secretariat = await server.signIn('secretariat')
})
afterAll(() => server.close())

const page = async (path: string): Promise<{ status: number; text: string; headers: Record<string, unknown> }> => {
  const { statusCode, body, headers } = await server.app.inject({ url: path })
  return { status: statusCode, text: body, headers }
}

async function freeze(title = COVER.title): Promise<{ number: number; hash: string; seq: number }> {
  const { status, body } = await server.command(GM, secretariat, {
    type: 'snapshot.freeze',
    payload: { ...COVER, title },
  })
  expect(status, JSON.stringify(body)).toBe(201)
  return { number: Number(body.number), hash: body.hash ?? '', seq: body.seq }
}

const publish = async (number: number, cookie = chair, expectHash?: string) =>
  server.command(GM, cookie, {
    type: 'snapshot.publish',
    payload: { number, ...(expectHash === undefined ? {} : { expectHash }) },
  })

async function contentOf(number: number): Promise<{ content: string; contentHash: string; asOfSeq: number }> {
  const [row] = await server.db.$client<{ content: string; content_hash: string; as_of_seq: string }[]>`
    select content, content_hash, as_of_seq from snapshots where number = ${number}`
  if (!row) throw new Error(`No snapshot ${number}`)
  return { content: row.content, contentHash: row.content_hash, asOfSeq: Number(row.as_of_seq) }
}

describe('freezing', () => {
  test('[40] a snapshot is frozen whole at the head it names, and its digest can be rebuilt', async () => {
    const before = (await server.get<BoardView>(`/api/boards/${GM}`, chair)).body
    const { number, hash, seq } = await freeze()
    expect(seq).toBe(before.head.seq + 1)

    const { content, contentHash, asOfSeq } = await contentOf(number)
    const frozen = JSON.parse(content) as SnapshotContent
    expect(frozen.head).toEqual(before.head)
    expect(asOfSeq).toBe(before.head.seq)
    expect(contentHash).toBe(hash)
    expect(sha256Hex(canonicalContent(frozen))).toBe(hash)

    expect(frozen).toMatchObject({ number, ...COVER, board: { slug: GM, title: before.title } })
    expect(frozen.programmes).toHaveLength(4)
    expect(frozen.asks).toHaveLength(12)
    expect(frozen.authorities).toHaveLength(10)
    expect(frozen.asks.every(({ rows }) => rows.every(({ cells }) => cells.length === 10))).toBe(true)
    expect(
      frozen.programmes.flatMap(({ agreement }) => (agreement?.overdue === true ? agreement.due?.text : [])),
    ).toEqual(['by July 2016', 'by July 2016', 'by July 2016'])
    expect(frozen.terms).toHaveLength(2)
    expect(frozen.pillars).toHaveLength(7)

    const { entries } = (await server.get<LedgerPage>(`/api/boards/${GM}/ledger?after=${seq - 1}`, chair)).body
    expect(entries).toMatchObject([
      { type: 'snapshot.freeze', payload: { number, title: COVER.title, contentHash: hash, asOfSeq } },
    ])
  })

  test('[40] the same state frozen again holds the same, but for its number and its place in the ledger', async () => {
    const [one, two] = [await freeze('Twice'), await freeze('Twice')]
    expect(two.number).toBe(one.number + 1)
    const read = async (number: number): Promise<SnapshotContent> =>
      JSON.parse((await contentOf(number)).content) as SnapshotContent
    expect({ ...(await read(two.number)), number: one.number, head: null }).toEqual({
      ...(await read(one.number)),
      head: null,
    })
  })

  test('is for the programme office alone', async () => {
    for (const person of ['chair', 'programme-lead', 'ce-bolton', 'observer']) {
      const { status, body } = await server.command(GM, await server.signIn(person), {
        type: 'snapshot.freeze',
        payload: { title: 'No' },
      })
      expect({ person, status, kind: body.kind }).toEqual({ person, status: 403, kind: 'forbidden' })
    }
    expect(
      (await server.command(GM, await server.signIn('scrutiny'), { type: 'snapshot.freeze', payload: { title: 'No' } }))
        .status,
    ).toBe(404)
  })
})

describe('publishing', () => {
  test('[41] nobody publishes what they froze, nor without the chair', async () => {
    const { number } = await freeze()
    for (const person of ['secretariat', 'programme-lead', 'observer', 'ce-wigan']) {
      const { status, body } = await publish(number, await server.signIn(person))
      expect({ person, status, kind: body.kind }).toEqual({ person, status: 403, kind: 'forbidden' })
    }
    // Made chair since, the one who froze it still may not; the chair who did not, may.
    await server.db.$client`update seats set role = 'chair' where post_id = 'post-secretariat'`
    const own = await publish(number, secretariat)
    await server.db.$client`update seats set role = 'secretariat' where post_id = 'post-secretariat'`
    expect({ status: own.status, kind: own.body.kind }).toEqual({ status: 403, kind: 'forbidden' })
    expect((await page(`/public/${GM}/snapshots/${number}`)).status).toBe(404)
  })

  test('refuses another content than the one on screen, an unknown number, and a second time', async () => {
    const { number, hash } = await freeze()
    expect((await publish(number, chair, 'f'.repeat(64))).body).toMatchObject({
      kind: 'stale',
      current: { number, contentHash: hash },
    })
    expect((await publish(99_999)).body).toMatchObject({ kind: 'not-found' })
    expect((await publish(number, chair, hash)).status).toBe(201)
    expect((await publish(number)).body).toMatchObject({ kind: 'conflict', current: { number } })
  })

  test('[F2] the page carries the digest of the JSON beside it, and the ledger holds the digests of both', async () => {
    const { number, hash } = await freeze()
    const { body } = await publish(number)
    const html = await page(`/public/${GM}/snapshots/${number}`)
    const json = await page(`/public/${GM}/snapshots/${number}.json`)
    expect([html.status, json.status]).toEqual([200, 200])
    expect(sha256Hex(json.text)).toBe(hash)
    expect(html.text).toContain(hash)
    expect(html.text).toBe(
      renderSnapshot({ content: JSON.parse(json.text) as SnapshotContent, contentHash: hash, publishedAt: now }),
    )

    const { entries } = (await server.get<LedgerPage>(`/api/boards/${GM}/ledger?after=${body.seq - 1}`, chair)).body
    expect(entries[0]).toMatchObject({
      type: 'snapshot.publish',
      payload: { number, contentHash: hash, htmlHash: sha256Hex(html.text) },
    })
  })

  test('[F11] is read without session, cookie or script, under a policy that lets nothing run', async () => {
    const { number } = await freeze()
    await publish(number)
    for (const path of ['', `/${number}`, `/${number}.json`, '/99999']) {
      const { headers, text } = await page(`/public/${GM}/snapshots${path}`)
      expect(headers['set-cookie']).toBeUndefined()
      if (path.endsWith('.json')) continue
      expect(text).not.toMatch(/<script|javascript:|\son\w+=/iu)
      expect(text).not.toMatch(/(?:src|href)="https?:/u)
      expect(headers['content-type']).toBe('text/html; charset=utf-8')
      expect(headers['content-security-policy']).toMatch(
        /^default-src 'none'; style-src 'sha256-[^']+'; img-src data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/u,
      )
    }
    const { headers } = await page(`/public/${GM}/snapshots/${number}`)
    const again = await server.app.inject({
      url: `/public/${GM}/snapshots/${number}`,
      headers: { 'if-none-match': String(headers['etag']) },
    })
    expect({ status: again.statusCode, body: again.body }).toEqual({ status: 304, body: '' })
  })

  test('finds its typeface at an address that stays', async () => {
    const { status, headers } = await page('/typefaces/atkinson-hyperlegible-next.woff2')
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'font/woff2',
      'public, max-age=31536000, immutable',
    ])
    expect((await page('/typefaces/constructor.woff2')).status).toBe(404)
  })

  test('[31] a published page stays as it was published, whatever happens on the board', async () => {
    const { number } = await freeze()
    await publish(number)
    const before = (await page(`/public/${GM}/snapshots/${number}`)).text
    await server.command(GM, await server.signIn('programme-lead'), {
      type: 'rating.give',
      payload: {
        subject: { kind: 'programme', id: 'prog-gm-review' },
        value: 'green',
        explanation: 'The dates are those of the source, years back',
      },
    })
    expect((await page(`/public/${GM}/snapshots/${number}`)).text).toBe(before)
  })

  test('says the same where there is no board, no report and no number', async () => {
    const pages = await Promise.all(
      [
        'no-such-board/snapshots',
        `${GM}/snapshots/99999`,
        `${GM}/snapshots/0`,
        `${GM}/snapshots/one`,
        `${GM}/snapshots/1.csv`,
        'manchester-locality/snapshots',
      ].map((path) => page(`/public/${path}`)),
    )
    for (const { status, text } of pages) expect({ status, text }).toEqual({ status: 404, text: pages[0]?.text })
  })
})

describe('who reads what', () => {
  test('[41] scrutiny sees published snapshots and no other; the office sees the frozen ones too', async () => {
    const open = await freeze('Published one')
    await publish(open.number)
    const frozen = await freeze('Frozen one')
    const list = async (person: string): Promise<SnapshotList> =>
      (await server.get<SnapshotList>(`/api/boards/${GM}/snapshots`, await server.signIn(person))).body
    for (const person of ['scrutiny', 'observer', 'ce-bolton']) {
      const { snapshots: seen, abilities } = await list(person)
      expect(
        seen.every(
          ({ state, address, abilities: may }) => state === 'published' && address !== null && may.length === 0,
        ),
      ).toBe(true)
      expect(seen.map(({ number }) => number)).toContain(open.number)
      expect(seen.map(({ number }) => number)).not.toContain(frozen.number)
      expect(abilities).toEqual([])
    }
    const office = await list('secretariat')
    expect(office.abilities).toEqual(['snapshot.freeze'])
    expect(office.snapshots[0]).toMatchObject({
      number: frozen.number,
      state: 'frozen',
      address: null,
      abilities: [],
      frozenBy: 'Tom Wadsworth',
    })
    expect((await list('chair')).snapshots[0]?.abilities).toEqual(['snapshot.publish'])
  })

  test('no name, address or tracker note of anybody reaches the public', async () => {
    const canary = 'canary-of-the-tracker'
    const content = JSON.stringify({ texts: { wording: `${canary}-wording`, notes: `${canary}-notes` }, rows: {} })
    const planted = await server.db.$client`
      insert into document_projections (document_id, epoch, seq, content, changed_at)
      select id, 1, 1000000, ${content}::text::jsonb, now() from documents where kind = 'ask'
      on conflict (document_id) do update set content = excluded.content`
    expect(planted.count).toBe(12)
    const programmeLead = await server.signIn('programme-lead')
    expect(
      (
        await server.command(GM, programmeLead, {
          type: 'rating.give',
          payload: {
            subject: { kind: 'programme', id: 'prog-joint-commissioning' },
            value: 'not-rated',
            reason: 'The plan is still to be written',
          },
        })
      ).status,
    ).toBe(201)

    const { number } = await freeze()
    await publish(number)
    const sealed = (await page(`/public/${GM}/snapshots/${number}`)).text.replace(/<style>[\s\S]*<\/style>/u, '')
    const said = sealed + (await page(`/public/${GM}/snapshots/${number}.json`)).text
    const told = (words: readonly string[]): string[] => words.filter((each) => said.includes(each))
    expect(told(['The plan is still to be written'])).toHaveLength(1)
    expect(
      told([canary, '@', ...DEMO_PEOPLE.flatMap(({ id, name, post }) => [name, `"${id}"`, post?.id ?? name])]),
    ).toEqual([])
  })

  test('drafts are frozen as they were settled, forecasts included, and called working text', async () => {
    now = new Date(now.getTime() + 60_000)
    const { number } = await freeze()
    await publish(number)
    const { programmes } = JSON.parse((await contentOf(number)).content) as SnapshotContent
    const drafted = programmes.filter(({ narrative }) => narrative !== null)
    const { text } = await page(`/public/${GM}/snapshots/${number}`)
    expect(text.match(/Working text as at/gu)?.length ?? 0).toBe(drafted.length)
  })
})
