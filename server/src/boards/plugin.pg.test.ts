import { readFileSync } from 'node:fs'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { DEMO_PEOPLE } from '@concordat/db/samples/demo-people'
import type {
  AskDetail,
  AskList,
  BoardList,
  BoardView,
  DecisionList,
  DecisionView,
  DocumentList,
  LedgerPage,
  LedgerVerdict,
  ReceiptView,
  TermsList,
  TermsView,
  WorkView,
} from '@concordat/shared/http'
import type { CheckpointList } from '@concordat/shared/http-ledger'
import { may, type Actor } from '@concordat/shared/policy'

import { startTestApp, type TestApp } from '../test/app.ts'

const GM = 'greater-manchester'
const LOCALITY = 'manchester-locality'

let server: TestApp
let chair: string
beforeAll(async () => {
  server = await startTestApp({ samples: true })
  chair = await server.signIn('chair')
})
afterAll(() => server.close())

/** The source itself, so that a page is held to what was handed in and not to how it was loaded. */
function source(
  slug: string,
): Record<string, readonly { readonly id: string; readonly title: string; readonly workstreamId?: string }[]> {
  return JSON.parse(
    readFileSync(new URL(`../../../db/src/samples/${slug}.json`, import.meta.url), 'utf8'),
  ) as ReturnType<typeof source>
}
const count = (rows: readonly unknown[] | undefined): number => rows?.length ?? 0

async function read<T>(path: string, cookie = chair): Promise<T> {
  const { status, body } = await server.get<T>(path, cookie)
  expect(status, `${path}: ${JSON.stringify(body)}`).toBe(200)
  return body
}

describe('the board on a page', () => {
  test.each([GM, LOCALITY, 'new-unitary'])('[A1] shows all of %s that its source holds', async (slug) => {
    const file = source(slug)
    const board = await read<BoardView>(`/api/boards/${slug}`)
    expect(board.counts).toEqual({
      bodies: count(file['bodies']),
      programmes: count(file['programmes']),
      workstreams: count(file['workstreams']),
      milestones: count(file['milestones']),
      asks: count(file['asks']),
      terms: count(file['termsOfReference']),
      decisions: 0,
      snapshots: 0,
    })
    expect(board.bodies.map(({ id }) => id).sort()).toEqual((file['bodies'] ?? []).map(({ id }) => id).sort())
    expect(board.milestones.total).toBe(count(file['milestones']))
  })

  test('[A3] names the regional and local line, the accountability chain and the agreement of every programme', async () => {
    const { programmes, counts, milestones } = await read<BoardView>(`/api/boards/${GM}`)
    expect(counts).toMatchObject({ bodies: 36, asks: 12, programmes: 4 })
    const joint = programmes.find(({ id }) => id === 'prog-joint-commissioning')
    expect(joint).toMatchObject({
      parentId: 'prog-gm-review',
      governance: [
        { level: 'regional', names: ['Joint Commissioning Board'] },
        { level: 'local', names: ['Chief executive of a GM authority'] },
      ],
      accountability: { accountable: ["Joint Children's Commissioning Director"], challengedBy: [] },
      agreement: { id: 'ms-jcb-tor', status: 'unconfirmed', overdue: true, due: { text: 'by July 2016' } },
    })
    expect(joint?.accountability.answersTo).toHaveLength(2)
    expect(programmes.filter(({ agreement }) => agreement?.overdue)).toHaveLength(3)
    expect(milestones.overdue).toHaveLength(3)
    expect(milestones.next.map(({ id, gate }) => ({ id, gate }))).toEqual([{ id: 'ms-phase-two', gate: true }])
  })

  test('never counts as late what others set, and shows it when it is to come', async () => {
    const { milestones } = await read<BoardView>('/api/boards/new-unitary')
    expect(milestones.overdue).toEqual([])
    expect(milestones.next.length).toBeGreaterThan(0)
    expect(milestones.next.every(({ external }) => external)).toBe(true)
  })

  test('[7] a gate without a rule is shown shut, among what is to come, with the ask it waits for', async () => {
    const { milestones, asks } = await read<BoardView>(`/api/boards/${GM}`)
    expect(milestones.next.filter(({ gate }) => gate).map(({ id, status, due }) => ({ id, status, due }))).toEqual([
      { id: 'ms-phase-two', status: 'not-started', due: null },
    ])
    expect(
      asks.filter(({ gate }) => gate).map(({ number, tally }) => ({ number, signed: tally.signed, of: tally.of })),
    ).toEqual([{ number: 12, signed: 0, of: 10 }])
  })

  test('[28] whoever is accountable is a body or an office of the board, by name', async () => {
    const file = source(GM)
    const titles = new Set([...(file['bodies'] ?? []), ...(file['roles'] ?? [])].map(({ title }) => title))
    const { programmes } = await read<BoardView>(`/api/boards/${GM}`)
    const named = programmes.flatMap(({ governance, accountability: { accountable, answersTo, challengedBy } }) => [
      ...governance.flatMap(({ names }) => names),
      ...accountable,
      ...answersTo,
      ...challengedBy,
    ])
    expect(named.length).toBeGreaterThan(10)
    expect(named.filter((name) => !titles.has(name))).toEqual([])
  })

  test('[6] tells the asks as a strip, by whole state, over the authorities asked', async () => {
    const { asks } = await read<BoardView>(`/api/boards/${GM}`)
    expect(asks.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    for (const { wordingVersion, tally } of asks)
      expect({ wordingVersion, of: tally.of, awaiting: tally.awaiting }).toEqual({
        wordingVersion: 1,
        of: 10,
        awaiting: 10,
      })
  })

  test('carries the head of the ledger it was read at', async () => {
    const board = await read<BoardView>(`/api/boards/${GM}`)
    const { entries, head } = await read<LedgerPage>(`/api/boards/${GM}/ledger?after=${board.head.seq - 1}`)
    expect(head).toEqual(board.head)
    expect(entries.at(-1)).toMatchObject(board.head)
  })
})

describe('programmes and workstreams', () => {
  test('[B4] a rating shows on workstream and board with its giver, direction and age', async () => {
    const lead = await server.signIn('lead-2')
    const give = async (value: 'green' | 'amber'): Promise<number> => {
      const way =
        value === 'amber'
          ? {
              cause: 'Two sites are late',
              effect: 'Teams stay apart',
              action: 'Weekly talks with estates',
              owner: 'Head of estates',
              by: '2031-09-30',
            }
          : {}
      const { status, body } = await server.command(LOCALITY, lead, {
        type: 'rating.give',
        payload: { subject: { kind: 'workstream', id: 'ws-2' }, value, ...way },
      })
      expect(status, JSON.stringify(body)).toBe(201)
      return body.seq
    }
    const first = await give('green')
    const second = await give('amber')

    const work = await read<WorkView>(`/api/boards/${LOCALITY}/workstreams/ws-2`)
    expect(work.ratings.map(({ seq, value, trend }) => ({ seq, value, trend }))).toEqual([
      { seq: second, value: 'amber', trend: 'worse' },
      { seq: first, value: 'green', trend: 'new' },
    ])
    expect(work.ratings[0]).toMatchObject({
      before: { value: 'green' },
      ageDays: 0,
      stale: false,
      owner: 'Head of estates',
      given: { person: 'lead-2', name: 'Samir Patel', role: 'workstream-lead', body: null },
    })
    expect(work.lead.map(({ person }) => person)).toEqual(['lead-2'])
    const board = await read<BoardView>(`/api/boards/${LOCALITY}`)
    expect(board.programmes[0]?.workstreams.find(({ id }) => id === 'ws-2')?.rating).toEqual(work.ratings[0])
  })

  test('a workstream holds its own milestones, progress and draft, and what its reader may do', async () => {
    const file = source(LOCALITY)
    const ofFirst = (rows: (typeof file)[string] = []): number =>
      rows.filter(({ workstreamId }) => workstreamId === 'ws-1').length
    const path = `/api/boards/${LOCALITY}/workstreams/ws-1`
    const own = await read<WorkView>(path, await server.signIn('lead-1'))
    expect(own.milestones).toHaveLength(ofFirst(file['milestones']))
    expect(own.progress).toHaveLength(ofFirst(file['progress']))
    expect(own.draft?.document).toMatchObject({
      kind: 'workstream',
      of: 'ws-1',
      abilities: ['document.read', 'document.write'],
    })
    expect(own.abilities).toEqual([
      'document.write',
      'rating.give',
      'rating.reaffirm',
      'progress.note',
      'progress.report',
      'workstream.recommend-closure',
    ])
    expect((await read<WorkView>(path, await server.signIn('lead-2'))).abilities).toEqual([])
    expect((await read<WorkView>(path, await server.signIn('observer'))).abilities).toEqual([])
  })

  test('is not found under the wrong kind or on the wrong board', async () => {
    for (const path of [
      `${LOCALITY}/programmes/ws-1`,
      `${LOCALITY}/workstreams/prog-gm-review`,
      `${GM}/workstreams/ws-1`,
    ]) {
      expect((await server.get(`/api/boards/${path}`, chair)).status).toBe(404)
    }
  })
})

describe('asks, decisions, terms and ledger', () => {
  test('[D13] the matrix lists every ask, and to a chief executive their own authority', async () => {
    const list = await read<AskList>(`/api/boards/${GM}/asks`, await server.signIn('ce-bolton'))
    expect(list.authorities).toHaveLength(10)
    expect(list.totals).toMatchObject({ awaiting: 120, signed: 0, of: 120 })
    expect(list.mine?.body).toBe('org-bolton')
    expect(list.mine?.abilities).toEqual(expect.arrayContaining(['sign-off.give', 'sign-off.withdraw']))
    expect((await read<AskList>(`/api/boards/${GM}/asks`, await server.signIn('dcs-bolton'))).mine).toEqual({
      body: 'org-bolton',
      abilities: ['sign-off.prepare', 'sign-off.discard'],
    })
    expect((await read<AskList>(`/api/boards/${GM}/asks`)).mine).toBeNull()
  })

  test('[6][D9] an answer to one part shows in the cell, not in the tally, and has a receipt with the very words', async () => {
    const wigan = await server.signIn('ce-wigan')
    const before = await read<AskDetail>(`/api/boards/${GM}/asks/ask-04`, wigan)
    const wording = before.ask.wording
    if (!wording) throw new Error('ask-04 has no wording')
    const { status, body } = await server.command(GM, wigan, {
      type: 'sign-off.give',
      payload: {
        askId: 'ask-04',
        part: 'a',
        wordingVersion: wording.version,
        wordingHash: wording.hash,
        answer: 'signed',
      },
    })
    expect(status, JSON.stringify(body)).toBe(201)

    const after = await read<AskDetail>(`/api/boards/${GM}/asks/ask-04`, wigan)
    expect(after.ask.signOffs).toMatchObject([
      { body: 'org-wigan', part: 'a', state: 'signed', wordingVersion: 1, seq: body.seq, receipt: body.receipt },
    ])
    expect(after.ask.cells).toMatchObject({ signed: 1, awaiting: 19, of: 20 })
    expect(after.ask.tally).toMatchObject({ signed: 0, awaiting: 10, of: 10 })
    expect(after.history).toMatchObject([
      { event: 'signed', given: { name: 'Martin Leyland', role: 'chief-executive', body: 'org-wigan' } },
    ])
    expect(after.ask.abilities).toEqual(expect.arrayContaining(['sign-off.give', 'sign-off.withdraw']))

    const receipt = await read<ReceiptView>(`/api/boards/${GM}/receipts/${body.seq}`, await server.signIn('observer'))
    expect(receipt).toMatchObject({
      ask: { id: 'ask-04', part: { id: 'a' } },
      authority: { id: 'org-wigan' },
      wording: { hash: wording.hash, text: wording.text },
      inForce: { hash: wording.hash },
      later: [],
      entry: { seq: body.seq },
    })
    expect((await server.get(`/api/boards/${GM}/receipts/1`, chair)).status).toBe(404)
  })

  test('[11] a superseded decision points to the later one, and a number with slashes is an address', async () => {
    const decide = {
      title: 'Meet monthly',
      text: 'The board meets monthly.',
      type: 'decided' as const,
      authority: { basis: 'terms' as const, ref: 'Clause 4' },
      reasons: 'So that work is not held up.',
    }
    const first = await server.command(GM, chair, { type: 'decision.record', payload: decide })
    expect(first.status, JSON.stringify(first.body)).toBe(201)
    const second = await server.command(GM, chair, {
      type: 'decision.supersede',
      payload: {
        supersedes: String(first.body.number),
        decision: { ...decide, text: 'The board meets every two months.' },
      },
    })
    expect(second.status, JSON.stringify(second.body)).toBe(201)

    const earlier = await read<DecisionView>(`/api/boards/${GM}/decisions/${first.body.number ?? ''}`)
    expect(earlier).toMatchObject({
      text: 'The board meets monthly.',
      supersededBy: second.body.number,
      recordedBy: { person: 'chair' },
    })
    const { decisions, abilities } = await read<DecisionList>(`/api/boards/${GM}/decisions`)
    expect(decisions.map(({ number }) => number)).toEqual([second.body.number, first.body.number])
    expect(abilities).toEqual(['decision.record', 'decision.supersede'])
    expect((await server.get(`/api/boards/${GM}/decisions/GM/2026/999`, chair)).status).toBe(404)
  })

  test('[C5] terms say whether the draft differs from the edition in force', async () => {
    const { terms } = await read<TermsList>(`/api/boards/${GM}/terms`)
    expect(terms.map(({ edition }) => edition)).toEqual([null, null])
    const id = terms[0]?.id ?? ''
    const view = await read<TermsView>(`/api/boards/${GM}/terms/${id}`)
    expect(view).toMatchObject({ terms: terms[0], editions: [], draft: { document: { kind: 'terms', of: id } } })
    expect(view.draftHash).toMatch(/^[0-9a-f]{64}$/u)
  })

  test('documents are listed with what their reader may do to each', async () => {
    const { documents } = await read<DocumentList>(`/api/boards/${GM}/documents`, await server.signIn('observer'))
    expect(documents.length).toBeGreaterThan(0)
    for (const { abilities } of documents) expect(abilities).toEqual(['document.read'])
  })

  test('[43] the ledger reads in order in pages either way, verifies, and names what it mentions', async () => {
    const { head } = await read<BoardView>(`/api/boards/${GM}`)
    const seen: number[] = []
    for (let after = 0; after < head.seq; after = seen.at(-1) ?? head.seq) {
      const { entries } = await read<LedgerPage>(`/api/boards/${GM}/ledger?after=${after}&limit=70`)
      seen.push(...entries.map(({ seq }) => seq))
    }
    expect(seen).toEqual(Array.from({ length: head.seq }, (_, at) => at + 1))

    const back = await read<LedgerPage>(`/api/boards/${GM}/ledger?before=11&limit=3`)
    expect(back.entries.map(({ seq }) => seq)).toEqual([8, 9, 10])
    const signed = await read<LedgerPage>(`/api/boards/${GM}/ledger?type=sign-off.give`)
    expect(signed.names).toMatchObject({ 'ce-wigan': 'Martin Leyland', 'org-wigan': 'Wigan' })
    expect(signed.entries.every(({ type }) => type === 'sign-off.give')).toBe(true)
    // A head is signed within a minute of the start: by now, or else here.
    await server.app.ledger.round()
    const { checkpoints } = await read<CheckpointList>(`/api/boards/${GM}/checkpoints`)
    expect(checkpoints.length).toBeGreaterThan(0)
    expect(await read<LedgerVerdict>(`/api/boards/${GM}/ledger/verify`)).toEqual({
      ok: true,
      entries: head.seq,
      head,
      checkpoints: { checked: checkpoints.length, newest: checkpoints[0]?.seq },
    })
    expect((await server.get(`/api/boards/${GM}/ledger?limit=501`, chair)).status).toBe(400)
  })
})

describe('who may see what', () => {
  const ROUTES = [
    '',
    '/programmes/prog-gm-review',
    '/documents',
    '/asks',
    '/asks/ask-01',
    '/decisions',
    '/terms',
    '/terms/tor-delivery-board',
    '/ledger',
    '/ledger/verify',
    '/snapshots',
  ]

  test('without a session every route is 401, and says nothing of what is there', async () => {
    for (const route of ROUTES) {
      for (const slug of [GM, 'no-such-board']) {
        const { status, body } = await server.get(`/api/boards/${slug}${route}`)
        expect({ route, status, body }).toMatchObject({ status: 401, body: { kind: 'unauthenticated' } })
      }
    }
    expect((await server.get('/api/boards')).status).toBe(401)
  })

  /** One person of each role, an administrator without a post, and one who has a seat on another board only. */
  const ONE_OF_EACH = [
    ...new Map(
      DEMO_PEOPLE.map((each) => [
        `${each.seats[0]?.role ?? ''} of ${each.seats.map(({ board }) => board).join()}`,
        each.id,
      ]),
    ).values(),
  ]

  test.each(ONE_OF_EACH)('[41][45] %s sees what the policy grants and nothing else of any board', async (person) => {
    const cookie = await server.signIn(person)
    const seats = DEMO_PEOPLE.find(({ id }) => id === person)?.seats ?? []
    const actorOn = (board: string): Actor => {
      const seat = seats.find((each) => each.board === board)
      return {
        person,
        role: seat?.role ?? null,
        post: `post-${person}`,
        body: seat?.body ?? null,
        scope: seat?.scope ?? null,
      }
    }
    const missing = (await server.get('/api/boards/no-such-board', cookie)).body
    for (const slug of [GM, LOCALITY]) {
      for (const route of ROUTES.filter((each) => slug === GM || !/prog-gm|ask-01|tor-/u.test(each))) {
        const { status, body } = await server.get(`/api/boards/${slug}${route}`, cookie)
        const sees = may(
          actorOn(slug),
          route === '/snapshots'
            ? 'snapshot.read-published'
            : route.startsWith('/ledger')
              ? 'ledger.read'
              : 'board.read',
        )
        expect({ slug, route, status }).toEqual({ slug, route, status: sees ? 200 : 404 })
        // A board one may not see cannot be told from one that is not there.
        if (!sees) expect(body).toEqual(missing)
      }
    }
    const { boards } = await read<BoardList>('/api/boards', cookie)
    expect(boards.map(({ slug }) => slug).sort()).toEqual(
      [GM, LOCALITY, 'new-unitary'].filter((slug) => may(actorOn(slug), 'board.read')).sort(),
    )
  })
})
