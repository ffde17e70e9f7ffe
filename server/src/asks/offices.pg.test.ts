import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { PayloadInput } from '@concordat/shared/commands'
import { bySaid } from '@concordat/shared/sign-off-words'

import { startTestBoard, type TestBoard } from './test/board.ts'

let board: TestBoard
beforeAll(async () => {
  board = await startTestBoard()
})
afterAll(() => board.record.stop())

const noon = new Date('2026-07-14T11:00:00.000Z')
/** Does something on another day, and comes back. */
async function on<T>(day: string, deed: () => Promise<T>): Promise<T> {
  board.record.clock = new Date(`${day}T11:00:00.000Z`)
  try {
    return await deed()
  } finally {
    board.record.clock = noon
  }
}

const delegating = (more: Partial<PayloadInput<'delegation.record'>> = {}) => ({
  type: 'delegation.record' as const,
  payload: {
    person: 'deputy-bolton',
    asks: ['ask-01', 'ask-02'],
    from: '2026-07-14',
    to: '2026-08-31',
    instrument: { title: 'Scheme of delegation', reference: 'BMBC/26/12' },
    ...more,
  },
})
const SUCCESSOR = { person: 'newcomer', post: 'post-ce-bolton' }
const appointing = (more: Partial<PayloadInput<'post.appoint'>> = {}) => ({
  type: 'post.appoint' as const,
  payload: {
    post: { id: 'post-ce-bolton', title: 'Chief executive', organisation: 'Bolton Council' },
    person: 'newcomer',
    role: 'chief-executive' as const,
    body: 'org-bolton',
    from: '2026-07-14',
    ...more,
  },
})
const ending = (more: Partial<PayloadInput<'appointment.end'>> = {}) => ({
  type: 'appointment.end' as const,
  payload: { postId: 'post-ce-bolton', personId: 'ce-bolton', on: '2026-07-14', reason: 'Retired', ...more },
})

describe('delegation', () => {
  test('[1][CE-1.11] without one a deputy holds no authority to sign, and is told what they can do', async () => {
    expect(await board.refusedGiving('deputy-bolton', 'ask-01', 'signed')).toMatchObject({
      kind: 'forbidden',
      title: 'You hold no authority to sign for Bolton. You can prepare it for the chief executive.',
    })
  })

  test('[1][4] only a chief executive delegates, their own signature, to somebody in a deputy’s seat', async () => {
    for (const person of ['deputy-bolton', 'dcs-bolton', 'chair', 'secretariat', 'partner-health', 'programme-lead'])
      expect(await board.refused(person, delegating()), person).toMatchObject({ kind: 'forbidden' })
    for (const person of ['dcs-bolton', 'partner-health', 'admin', 'ce-bury', 'ce-bolton', 'nobody'])
      expect(await board.refused('ce-bolton', delegating({ person })), person).toMatchObject({
        kind: 'invalid',
        fields: [{ path: 'person' }],
      })
    expect(await board.refused('ce-bury', delegating())).toMatchObject({ fields: [{ path: 'person' }] })
  })

  test('[4] nor to a deputy who is also a director or lead member here', async () => {
    const seat = (role: 'delegate' | 'dcs', id: string) =>
      appointing({
        post: { id, title: 'Director and deputy', organisation: 'Oldham Council' },
        person: 'newcomer',
        role,
        body: 'org-oldham',
      })
    await board.send('secretariat', seat('delegate', 'post-deputy-oldham'))
    await board.send('secretariat', seat('dcs', 'post-dcs-oldham'))
    const refusal = await board.refused('ce-oldham', delegating({ person: 'newcomer' }))
    expect(refusal.fields?.[0]?.message).toContain('who cannot sign for an authority')
    for (const postId of ['post-deputy-oldham', 'post-dcs-oldham'])
      await board.send('secretariat', ending({ postId, personId: 'newcomer' }))
  })

  test('[1] it is recorded before it is used: not for days gone by, and for asks put to the authority', async () => {
    expect(
      await board.refused('ce-bolton', delegating({ from: '2026-07-13', to: '2026-07-12', asks: ['ask-99'] })),
    ).toMatchObject({ fields: [{ path: 'from' }, { path: 'to' }, { path: 'asks.0' }] })
  })

  test('[1][abuse 59][CE-4.2] under one the deputy signs for the authority, in the chief executive’s name and scope', async () => {
    const { seq } = await board.send('ce-bolton', delegating())
    const given = await board.give('deputy-bolton', 'ask-01', 'signed')
    expect(given).toMatchObject({ receipt: 'BOL-01-2026-01' })
    expect(await board.cell('ask-01', 'org-bolton')).toMatchObject({
      state: 'signed',
      capacity: 'delegate',
      delegate: 'Jamila Ahmed',
    })
    expect(await board.entry(given.seq)).toMatchObject({
      actor: { person: 'deputy-bolton', role: 'delegate', body: 'org-bolton' },
      payload: { capacity: 'delegate', delegation: seq, principal: 'ce-bolton' },
    })
    const { act } = await board.receipt(given.seq)
    expect(bySaid(act, 'Bolton')).toBe('by Jamila Ahmed, acting under delegation of 14 July 2026')
    expect(act.delegation).toMatchObject({ seq, instrument: { reference: 'BMBC/26/12' }, to: '2026-08-31' })
    // Outside its scope, and onward: no.
    expect(await board.refusedGiving('deputy-bolton', 'ask-03', 'signed')).toMatchObject({ kind: 'forbidden' })
    expect(await board.refused('deputy-bolton', delegating({ person: 'newcomer' }))).toMatchObject({
      kind: 'forbidden',
    })
    // Abilities of the page are those of the policy.
    expect((await board.ask('ask-02', 'deputy-bolton')).abilities).toContain('sign-off.give')
    expect((await board.ask('ask-03', 'deputy-bolton')).abilities).not.toContain('sign-off.give')
  })

  test('[1] it does not reach before its first day nor after its last, on which it still holds', async () => {
    await board.send('ce-bolton', delegating({ asks: ['ask-06'], from: '2026-07-20', to: '2026-07-22' }))
    expect(await board.refusedGiving('deputy-bolton', 'ask-06', 'signed')).toMatchObject({ kind: 'forbidden' })
    await on('2026-07-23', async () =>
      expect(await board.refusedGiving('deputy-bolton', 'ask-06', 'signed')).toMatchObject({ kind: 'forbidden' }),
    )
    await on('2026-07-20', async () =>
      expect((await board.mine('ce-bolton'))?.delegations.map(({ state }) => state)).toEqual(['in-force', 'in-force']),
    )
    await on('2026-07-22', async () => {
      await board.give('deputy-bolton', 'ask-06', 'conditions')
      expect(await board.cell('ask-06', 'org-bolton')).toMatchObject({ state: 'conditions', capacity: 'delegate' })
    })
    await on('2026-07-23', async () =>
      expect((await board.mine('ce-bolton'))?.delegations.map(({ state }) => state)).toEqual(['in-force', 'expired']),
    )
  })

  test('[1] ended by its giver it ends at once; what was signed under it stands', async () => {
    const { seq } = await board.send('ce-bolton', delegating({ asks: null }))
    expect((await board.ask('ask-11', 'deputy-bolton')).abilities).toContain('sign-off.give')
    const end = { type: 'delegation.end' as const, payload: { seq, reason: 'Back from leave' } }
    for (const person of ['ce-bury', 'deputy-bolton', 'chair'])
      expect(await board.refused(person, end), person).toMatchObject({ kind: 'forbidden' })
    await board.send('ce-bolton', end)
    expect(await board.refused('ce-bolton', end)).toMatchObject({ kind: 'conflict' })
    expect(await board.refusedGiving('deputy-bolton', 'ask-11', 'signed')).toMatchObject({ kind: 'forbidden' })
    expect(await board.cell('ask-01', 'org-bolton')).toMatchObject({ state: 'signed' })
    await expect(
      board.record.db.$client`update delegations set to_day = '2030-01-01' where seq = ${seq}`,
    ).rejects.toThrow()
  })
})

describe('succession', () => {
  test('[45] nobody appoints or removes themselves, and only the programme office does either', async () => {
    expect(await board.refused('secretariat', appointing({ person: 'secretariat' }))).toMatchObject({
      kind: 'forbidden',
    })
    expect(
      await board.refused('secretariat', ending({ postId: 'post-secretariat', personId: 'secretariat' })),
    ).toMatchObject({ kind: 'forbidden' })
    for (const person of ['chair', 'ce-bolton', 'dcs-bolton']) {
      expect(await board.refused(person, ending()), person).toMatchObject({ kind: 'forbidden' })
      expect(await board.refused(person, appointing()), person).toMatchObject({ kind: 'forbidden' })
    }
    expect(await board.refused('secretariat', appointing({ role: 'admin' }))).toMatchObject({ kind: 'invalid' })
    expect(await board.refused('secretariat', appointing({ person: 'nobody' }))).toMatchObject({ kind: 'invalid' })
    expect(await board.refused('secretariat', appointing({ role: 'chair' }))).toMatchObject({ kind: 'conflict' })
    const second = { id: 'post-second-ce', title: 'Chief executive', organisation: 'Bolton Council' }
    expect(await board.refused('secretariat', appointing({ post: second }))).toMatchObject({
      kind: 'conflict',
      current: { post: 'post-ce-bolton' },
    })
    expect(await board.refused('secretariat', appointing({ post: second, body: 'org-gmca' }))).toMatchObject({
      kind: 'invalid',
      fields: [{ path: 'body' }],
    })
    expect(await board.refused('secretariat', appointing())).toMatchObject({
      kind: 'conflict',
      current: { person: 'ce-bolton' },
    })
    expect(await board.refused('secretariat', ending({ personId: 'ce-bury' }))).toMatchObject({ kind: 'conflict' })
    expect(await board.refused('secretariat', ending({ postId: 'post-nowhere' }))).toMatchObject({ kind: 'not-found' })
  })

  test('an acting holder beside the substantive one is marked on what they sign', async () => {
    await board.send('secretariat', appointing({ acting: true }))
    const given = await board.give(SUCCESSOR, 'ask-12', 'signed')
    expect((await board.receipt(given.seq)).act).toMatchObject({
      capacity: 'acting',
      principal: { person: 'newcomer' },
    })
    expect((await board.mine('ce-bolton'))?.holders).toMatchObject([
      { person: 'ce-bolton', acting: false },
      { person: 'newcomer', acting: true },
    ])
    await board.send('secretariat', ending({ personId: 'newcomer', reason: 'Cover ends' }))
  })

  test('[9][A5][PO-6.1] the leaver loses every right at once; sign-offs stand as the predecessor’s; delegations lapse', async () => {
    await board.give('ce-bolton', 'ask-03', 'signed')
    await board.give('ce-bolton', 'ask-08', 'declined', { part: 'a' })
    const before = (await board.ask('ask-03')).tally
    expect(before).toMatchObject({ signed: 1 })
    const { seq } = await board.send('secretariat', ending())
    expect(await board.entry(seq)).toMatchObject({
      payload: { personId: 'ce-bolton', on: '2026-07-14', trueFrom: '2026-07-14' },
    })

    expect(await board.refusedGiving('ce-bolton', 'ask-02', 'signed')).toMatchObject({ kind: 'not-found' })
    expect(await board.refusedGiving('deputy-bolton', 'ask-02', 'signed')).toMatchObject({ kind: 'forbidden' })
    expect(await board.cell('ask-03', 'org-bolton')).toMatchObject({ state: 'predecessor', byPredecessor: true })
    expect(await board.cell('ask-08', 'org-bolton', 'a')).toMatchObject({ state: 'declined' })
    expect((await board.ask('ask-03')).tally).toMatchObject({ signed: 0, predecessor: 1 })
    // What a deputy signed was the leaver's signature too.
    expect(await board.cell('ask-01', 'org-bolton')).toMatchObject({ state: 'predecessor', capacity: 'delegate' })
    expect((await board.mine('deputy-bolton'))?.delegations[0]?.state).toBe('lapsed')
    expect((await board.mine('deputy-bolton'))?.holders).toEqual([])
  })

  test('[9][CE-4.3] the successor sees what the predecessor signed, and affirms it or withdraws it with reasons', async () => {
    await board.send('secretariat', appointing())
    const mine = await board.mine(SUCCESSOR)
    expect(mine?.predecessor.cells.map(({ askId, name }) => [askId, name])).toEqual([
      ['ask-01', 'Ruth Hargreave'],
      ['ask-03', 'Ruth Hargreave'],
      ['ask-06', 'Ruth Hargreave'],
    ])
    expect(mine?.predecessor.asks).toBe(3)

    const affirm = { type: 'sign-off.affirm' as const, payload: { askId: 'ask-03' } }
    for (const person of ['deputy-bolton', 'secretariat', 'chair'])
      expect(await board.refused(person, affirm), person).toMatchObject({ kind: 'forbidden' })
    expect(await board.refused('ce-bury', affirm)).toMatchObject({ kind: 'conflict' })
    expect(await board.refusedGiving(SUCCESSOR, 'ask-03', 'signed')).toMatchObject({
      kind: 'conflict',
      title: 'Your predecessor signed these words for your authority.',
    })
    const { seq } = await board.send(SUCCESSOR, affirm)
    expect((await board.entry(seq)).payload).toMatchObject({ givenBy: 'ce-bolton', principal: 'newcomer' })
    expect(await board.cell('ask-03', 'org-bolton')).toMatchObject({ state: 'signed', byPredecessor: false })
    expect((await board.detail('ask-03')).history.map(({ event }) => event)).toEqual(['signed', 'affirmed'])
    expect(await board.refused(SUCCESSOR, affirm)).toMatchObject({ kind: 'conflict' })

    const withdraw = { type: 'sign-off.withdraw' as const, payload: { askId: 'ask-01', reason: 'Not funded' } }
    await board.send(SUCCESSOR, withdraw)
    expect(await board.cell('ask-01', 'org-bolton')).toMatchObject({ state: 'withdrawn' })

    // [5] Conditions stay conditions, whoever keeps them up.
    expect(await board.cell('ask-06', 'org-bolton')).toMatchObject({ state: 'conditions', byPredecessor: true })
    await board.send(SUCCESSOR, { type: 'sign-off.affirm', payload: { askId: 'ask-06' } })
    expect(await board.cell('ask-06', 'org-bolton')).toMatchObject({ state: 'conditions', byPredecessor: false })
    expect((await board.mine(SUCCESSOR))?.predecessor).toEqual({ asks: 0, cells: [] })
  })

  test('[9] a delegation of the predecessor holds again once the new holder confirms it', async () => {
    const [lapsed] = (await board.mine(SUCCESSOR))?.delegations ?? []
    expect(lapsed).toMatchObject({ state: 'lapsed', abilities: ['delegation.confirm', 'delegation.end'] })
    const confirm = { type: 'delegation.confirm' as const, payload: { seq: lapsed?.seq ?? 0 } }
    expect(await board.refused('ce-bury', confirm)).toMatchObject({ kind: 'forbidden' })
    await board.send(SUCCESSOR, confirm)
    expect(await board.refused(SUCCESSOR, confirm)).toMatchObject({ kind: 'conflict' })
    const given = await board.give('deputy-bolton', 'ask-02', 'signed')
    expect((await board.entry(given.seq)).payload).toMatchObject({ principal: 'newcomer' })
    expect(await board.cell('ask-02', 'org-bolton')).toMatchObject({ state: 'signed' })
  })

  test('[CE-2.3] the page of an authority says what it has answered, by whole ask', async () => {
    const answered = (await board.mine(SUCCESSOR))?.answered ?? []
    expect(answered.find(({ state }) => state === 'signed')).toMatchObject({
      asks: ['ask-02', 'ask-03', 'ask-12'],
      // The record's clock does not go back behind an entry that another test made on that day (F24).
      lastOn: '2026-07-22',
    })
    expect(answered.find(({ state }) => state === 'withdrawn')).toMatchObject({ asks: ['ask-01'] })
  })
})
