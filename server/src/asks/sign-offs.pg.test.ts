import { afterAll, beforeAll, describe, expect, test } from 'vitest'

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

describe('conditions', () => {
  test('[5][CE-2.4] conditions are met one by one; with the last the answer is signed, by an act that names it', async () => {
    const conditions = ['The baseline is shared', 'Funds are confirmed']
    const given = await board.give('ce-bolton', 'ask-01', 'conditions', { conditions })
    const meet = (condition: number, note = 'Minute of 3 July') => ({
      type: 'condition.meet' as const,
      payload: { signOff: given.seq, condition, note },
    })
    for (const person of ['dcs-bolton', 'deputy-bolton', 'secretariat', 'chair'])
      expect(await board.refused(person, meet(0)), person).toMatchObject({ kind: 'forbidden' })
    expect(await board.refused('ce-bury', meet(0))).toMatchObject({ kind: 'forbidden' })
    expect(await board.refused('ce-bolton', meet(2))).toMatchObject({
      kind: 'invalid',
      fields: [{ path: 'condition' }],
    })

    await board.send('ce-bolton', meet(1))
    expect(await board.cell('ask-01', 'org-bolton')).toMatchObject({
      state: 'conditions',
      conditionsMet: 1,
      conditionsOf: 2,
      conditions: [
        { text: 'The baseline is shared', met: false },
        { text: 'Funds are confirmed', met: true },
      ],
    })
    expect((await board.ask('ask-01')).tally).toMatchObject({ conditions: 1, signed: 0 })
    expect((await board.mine('ce-bolton'))?.conditions).toMatchObject([
      { condition: 0, met: false, answer: given.seq },
      { condition: 1, met: true },
    ])
    expect(await board.refused('ce-bolton', meet(1))).toMatchObject({ kind: 'conflict' })

    const last = await board.send('ce-bolton', meet(0, 'Shared on 8 July'))
    expect(last).toMatchObject({ receipt: 'BOL-01-2026-03', version: 1 })
    expect(await board.cell('ask-01', 'org-bolton')).toMatchObject({
      state: 'signed',
      answer: given.seq,
      seq: last.seq,
      conditionsMet: 2,
    })
    expect((await board.entry(last.seq)).payload).toMatchObject({
      signOff: given.seq,
      condition: 0,
      note: 'Shared on 8 July',
      words: 'The baseline is shared',
    })
  })

  test('[2] of an answer to earlier words no condition is met any more', async () => {
    const given = await board.give('ce-bury', 'ask-02', 'conditions')
    await board.issue('ask-02', 'Authorities will do rather more than before.')
    const refusal = await board.refused('ce-bury', {
      type: 'condition.meet',
      payload: { signOff: given.seq, condition: 0, note: 'Done' },
    })
    expect(refusal).toMatchObject({ kind: 'conflict' })
    expect(await board.cell('ask-02', 'org-bury')).toMatchObject({
      state: 'drifted',
      conditionsMet: 0,
      conditionsOf: 1,
    })
  })
})

describe('the authority’s own decision', () => {
  const authorisedBy = { body: 'Cabinet', on: '2026-07-13', reference: 'CAB/26/41', callInUntil: '2026-07-20' }

  test('[D6] a signature subject to call-in is no signature yet; when the last day is past it is', async () => {
    const given = await board.give('ce-bolton', 'ask-03', 'signed', { authorisedBy })
    expect(await board.cell('ask-03', 'org-bolton')).toMatchObject({
      state: 'call-in',
      callInUntil: '2026-07-20',
      authorisedBy,
    })
    expect((await board.ask('ask-03')).tally).toMatchObject({ 'call-in': 1, signed: 0 })
    expect(await board.refusedGiving('ce-bolton', 'ask-03', 'signed')).toMatchObject({
      kind: 'conflict',
      current: { seq: given.seq },
    })
    await on('2026-07-20', async () => expect((await board.ask('ask-03')).tally).toMatchObject({ 'call-in': 1 }))
    await on('2026-07-21', async () =>
      expect((await board.ask('ask-03')).tally).toMatchObject({ 'call-in': 0, signed: 1 }),
    )
    expect((await board.entry(given.seq)).payload).toMatchObject({ authorisedBy })
  })

  test('[D6] called in, the signature becomes a deferral to whoever decides anew', async () => {
    const callIn = {
      type: 'sign-off.call-in' as const,
      payload: { askId: 'ask-03', reason: 'Called in by scrutiny', deferredTo: 'Full council', until: '2026-09-09' },
    }
    expect(await board.refused('ce-bury', callIn)).toMatchObject({ kind: 'conflict' })
    expect(
      await board.refused('ce-bolton', { ...callIn, payload: { ...callIn.payload, until: '2026-07-14' } }),
    ).toMatchObject({ kind: 'invalid', fields: [{ path: 'until' }] })
    await on('2026-07-21', async () =>
      expect(await board.refused('ce-bolton', callIn)).toMatchObject({ kind: 'conflict' }),
    )
    await board.send('ce-bolton', callIn)
    expect(await board.cell('ask-03', 'org-bolton')).toMatchObject({
      state: 'deferred',
      deferredTo: 'Full council',
      until: '2026-09-09',
      callInUntil: null,
    })
    expect((await board.mine('ce-bolton'))?.deferrals).toMatchObject([{ askId: 'ask-03', isDue: false }])
    await on('2026-09-09', async () =>
      expect((await board.mine('ce-bolton'))?.deferrals).toMatchObject([{ askId: 'ask-03', isDue: true }]),
    )
    // Decided anew: any answer follows, with the new decision behind it.
    const again = { body: 'Full council', on: '2026-07-14', reference: 'FC/26/3' }
    await board.give('ce-bolton', 'ask-03', 'declined', { authorisedBy: again })
    expect(await board.cell('ask-03', 'org-bolton')).toMatchObject({ state: 'declined', authorisedBy: again })
  })

  test('a decision in the future, a call-in before it, or one behind a refusal is told field by field', async () => {
    expect(
      await board.refusedGiving('ce-bury', 'ask-03', 'signed', {
        authorisedBy: { ...authorisedBy, on: '2026-07-15', callInUntil: '2026-07-14' },
      }),
    ).toMatchObject({ fields: [{ path: 'authorisedBy.on' }, { path: 'authorisedBy.callInUntil' }] })
    expect(await board.refusedGiving('ce-bury', 'ask-03', 'declined', { authorisedBy })).toMatchObject({
      fields: [{ path: 'authorisedBy.callInUntil' }],
    })
  })

  test('a deferral may be put off to another day or body, not sent twice', async () => {
    await board.give('ce-wigan', 'ask-03', 'deferred')
    expect(await board.refusedGiving('ce-wigan', 'ask-03', 'deferred')).toMatchObject({ kind: 'conflict' })
    await board.give('ce-wigan', 'ask-03', 'deferred', { until: '2026-10-06' })
    expect(await board.cell('ask-03', 'org-wigan')).toMatchObject({ state: 'deferred', until: '2026-10-06' })
  })
})

describe('recorded on behalf of an authority', () => {
  const evidence = { title: 'Letter from the chief executive', reference: 'L/77', dated: '2026-07-08' }
  const recording = async (askId: string, body: string, more: object = {}) => ({
    type: 'sign-off.record' as const,
    payload: {
      ...(await board.answering(askId, 'signed')),
      body,
      evidence,
      receivedOn: '2026-07-09',
      ...more,
    },
  })

  test('[D4][CE-5.4] the programme office records it from evidence; it counts, marked, and waits to be confirmed', async () => {
    const sent = await recording('ask-06', 'org-oldham')
    for (const person of ['chair', 'ce-bolton', 'dcs-bolton', 'partner-health', 'programme-lead'])
      expect(await board.refused(person, sent), person).toMatchObject({ kind: 'forbidden' })
    const { seq } = await board.send('secretariat', sent)
    expect(await board.cell('ask-06', 'org-oldham')).toMatchObject({
      state: 'signed',
      onBehalf: 'unconfirmed',
      capacity: 'on-behalf',
    })
    expect((await board.ask('ask-06')).tally).toMatchObject({ signed: 1 })
    expect((await board.entry(seq)).payload).toMatchObject({
      provenance: 'recorded',
      method: 'on-behalf',
      principal: 'ce-oldham',
      evidence,
      trueFrom: '2026-07-09',
    })
    const { act } = await board.receipt(seq)
    expect(act).toMatchObject({ principal: { person: 'ce-oldham', name: 'Tariq Mahmoudi' }, receivedOn: '2026-07-09' })
    expect(bySaid(act, 'Oldham')).toBe('recorded by Tom Wadsworth, Head of the programme office, on behalf of Oldham')
    expect((await board.mine('ce-oldham'))?.onBehalf).toMatchObject([{ askId: 'ask-06', answer: seq, evidence }])

    const confirm = { type: 'sign-off.confirm' as const, payload: { seq } }
    for (const person of ['secretariat', 'ce-bolton'])
      expect(await board.refused(person, confirm), person).toMatchObject({ kind: 'forbidden' })
    await board.send('ce-oldham', confirm)
    expect(await board.cell('ask-06', 'org-oldham')).toMatchObject({ state: 'signed', onBehalf: 'confirmed' })
    expect((await board.mine('ce-oldham'))?.onBehalf).toEqual([])
    expect(await board.refused('ce-oldham', confirm)).toMatchObject({ kind: 'conflict' })
  })

  test('[D4] disputed it stops counting and the authority is asked again; both stay on record', async () => {
    const { seq } = await board.send('secretariat', await recording('ask-06', 'org-bury'))
    await board.send('ce-bury', { type: 'sign-off.dispute', payload: { seq, reason: 'That letter was about ask 7' } })
    expect(await board.cell('ask-06', 'org-bury')).toMatchObject({
      state: 'awaiting',
      onBehalf: 'disputed',
      answer: null,
    })
    expect((await board.ask('ask-06')).tally).toMatchObject({ signed: 1, awaiting: 9 })
    const { history } = await board.detail('ask-06')
    expect(history.filter(({ body }) => body === 'org-bury')).toMatchObject([
      { event: 'signed', provenance: 'recorded' },
      { event: 'disputed', about: seq, reason: 'That letter was about ask 7' },
    ])
    await board.give('ce-bury', 'ask-06', 'declined')
    expect(await board.cell('ask-06', 'org-bury')).toMatchObject({ state: 'declined', onBehalf: null })
  })

  test('evidence, days, words and addressee are checked; what is answered is not recorded over', async () => {
    const sent = await recording('ask-06', 'org-wigan', {
      receivedOn: '2026-07-15',
      evidence: { ...evidence, dated: '2026-07-16' },
    })
    expect(await board.refused('secretariat', sent)).toMatchObject({
      kind: 'invalid',
      fields: [{ path: 'receivedOn' }, { path: 'evidence.dated' }],
    })
    const { evidence: _, ...without } = sent.payload
    expect(await board.refused('secretariat', { ...sent, payload: without as typeof sent.payload })).toMatchObject({
      fields: [{ path: 'evidence' }],
    })
    const gmca = await recording('ask-06', 'org-gmca')
    expect(await board.refused('secretariat', gmca)).toMatchObject({ fields: [{ path: 'body' }] })
    const old = await recording('ask-06', 'org-wigan', { wordingHash: 'a'.repeat(64) })
    expect(await board.refused('secretariat', old)).toMatchObject({ kind: 'stale' })
    const over = await recording('ask-06', 'org-oldham')
    expect(await board.refused('secretariat', over)).toMatchObject({ kind: 'conflict' })
  })

  test('[10] what is only reported is shown as unverified and never counted, in no total', async () => {
    const before = await board.ask('ask-08')
    const report = {
      type: 'sign-off.report' as const,
      payload: {
        askId: 'ask-08',
        part: 'a',
        body: 'org-wigan',
        says: 'Wigan has signed',
        source: 'Said at the leaders’ lunch, 10 July',
      },
    }
    expect(await board.refused('ce-wigan', report)).toMatchObject({ kind: 'forbidden' })
    const { seq } = await board.send('secretariat', report)
    const after = await board.ask('ask-08')
    expect(after.tally).toEqual(before.tally)
    expect(after.cells).toEqual(before.cells)
    expect(after.signOffs).toMatchObject([
      { body: 'org-wigan', part: 'a', state: 'awaiting', answer: null, reported: [{ seq, says: 'Wigan has signed' }] },
    ])
    // Hearsay moves nothing on: an answer expected before it is still taken.
    const payload = await board.answering('ask-08', 'signed', { part: 'a' })
    await board.send('ce-wigan', { type: 'sign-off.give', payload, expect: 0 })
    expect(await board.cell('ask-08', 'org-wigan', 'a')).toMatchObject({ state: 'signed', reported: [] })
  })
})

describe('answers in preparation', () => {
  const preparing = async (askId: string, more: object = {}) => ({
    type: 'sign-off.prepare' as const,
    payload: { ...(await board.answering(askId, 'declined')), note: 'Finance advises against', ...more },
  })

  test('[1] a deputy or director prepares and does not answer; only their own authority sees what', async () => {
    for (const person of ['secretariat', 'chair', 'partner-health', 'observer'])
      expect(await board.refused(person, await preparing('ask-11')), person).toMatchObject({ kind: 'forbidden' })

    const { seq } = await board.send('dcs-bolton', await preparing('ask-11'))
    expect(await board.cell('ask-11', 'org-bolton')).toMatchObject({ state: 'in-preparation', answer: null, seq })
    expect((await board.ask('ask-11')).tally).toMatchObject({ 'in-preparation': 1, declined: 0 })
    expect((await board.detail('ask-11', 'ce-bolton')).prepared).toMatchObject([
      { seq, answer: 'declined', reason: 'No budget this year', note: 'Finance advises against' },
    ])
    for (const person of ['ce-bury', 'chair', 'secretariat', 'observer'])
      expect((await board.detail('ask-11', person)).prepared, person).toEqual([])
    // Other authorities read the ledger: it does not say what was prepared.
    const { payload } = await board.entry(seq)
    expect(payload).toMatchObject({ askId: 'ask-11', body: 'org-bolton', wordingVersion: 1 })
    expect(JSON.stringify(payload)).not.toMatch(/declined|budget|Finance/u)
    expect((await board.mine('ce-bolton'))?.prepared).toMatchObject([{ askId: 'ask-11', number: 11 }])
  })

  test('any answer, a discard, a later one or new words end it', async () => {
    await board.give('ce-bolton', 'ask-11', 'signed')
    expect((await board.detail('ask-11', 'ce-bolton')).prepared).toEqual([])
    const discard = { type: 'sign-off.discard' as const, payload: { askId: 'ask-12' } }
    expect(await board.refused('ce-bolton', discard)).toMatchObject({ kind: 'conflict' })
    await board.send('deputy-bolton', await preparing('ask-12'))
    const second = await board.send('deputy-bolton', await preparing('ask-12', { answer: 'signed', reason: undefined }))
    expect((await board.detail('ask-12', 'ce-bolton')).prepared).toMatchObject([{ seq: second.seq, answer: 'signed' }])
    await board.send('ce-bolton', discard)
    expect(await board.cell('ask-12', 'org-bolton')).toBeUndefined()

    await board.send('deputy-bolton', await preparing('ask-12'))
    await board.issue('ask-12', 'Quite other words than before.')
    expect(await board.cell('ask-12', 'org-bolton')).toBeUndefined()
    expect((await board.ask('ask-12')).tally).toMatchObject({ 'in-preparation': 0, awaiting: 10 })
  })
})

describe('what an ask offers, and to whom', () => {
  test('[D5] answers are offered ask by ask; one that is not offered is refused', async () => {
    const configure = {
      type: 'ask.configure' as const,
      payload: { askId: 'ask-09', answers: ['declined' as const, 'signed' as const], reason: 'A plain question' },
    }
    for (const person of ['ce-bolton', 'programme-lead', 'observer'])
      expect(await board.refused(person, configure), person).toMatchObject({ kind: 'forbidden' })
    await board.send('secretariat', configure)
    expect((await board.ask('ask-09')).answers).toEqual(['signed', 'declined'])
    expect(await board.refusedGiving('ce-bolton', 'ask-09', 'deferred', { part: 'a' })).toMatchObject({
      kind: 'invalid',
      fields: [{ path: 'answer', message: 'Ask 9 does not offer this answer. On offer: signed, declined' }],
    })
    const nothing = { type: 'ask.configure' as const, payload: { askId: 'ask-09', reason: 'None' } }
    expect(await board.refused('chair', nothing)).toMatchObject({ kind: 'invalid' })
  })

  test('[D8] past its day an unanswered cell counts days; that is no state and moves no total', async () => {
    await board.send('chair', {
      type: 'ask.configure',
      payload: { askId: 'ask-09', dueDay: '2026-07-16', reason: 'Agreed at the board' },
    })
    await board.give('ce-bolton', 'ask-09', 'signed', { part: 'a' })
    await on('2026-07-20', async () => {
      const mine = await board.mine('ce-bolton')
      expect(mine?.awaiting[0]).toMatchObject({ askId: 'ask-09', part: { id: 'b' }, state: 'awaiting', overdueDays: 4 })
      expect(await board.cell('ask-09', 'org-bolton', 'a')).toMatchObject({ state: 'signed', overdueDays: 0 })
      expect((await board.ask('ask-09')).tally).toMatchObject({ awaiting: 10, of: 10 })
    })
  })

  test('[44] authorities that are no longer asked keep their answers readable; the entry names what it sets aside', async () => {
    const given = await board.give('ce-bolton', 'ask-10', 'signed', { part: 'a' })
    const others = (await board.ask('ask-10')).authorities.filter((id) => id !== 'org-bolton')
    const without = { askId: 'ask-10', authorityIds: others }
    expect(
      await board.refused('chair', { type: 'ask.configure', payload: without as typeof without & { reason: string } }),
    ).toMatchObject({ kind: 'invalid', fields: [{ path: 'reason' }] })
    const { seq } = await board.send('chair', {
      type: 'ask.configure',
      payload: { ...without, reason: 'Bolton answers through the city region' },
    })
    expect((await board.entry(seq)).payload).toMatchObject({ setsAside: [given.seq], authorityIds: others })
    expect(await board.cell('ask-10', 'org-bolton', 'a')).toMatchObject({
      state: 'not-asked',
      receipt: 'BOL-10A-2026-01',
    })
    expect((await board.ask('ask-10')).tally).toMatchObject({ of: 9 })
    expect(await board.receipt(given.seq)).toMatchObject({ act: { event: 'signed' } })
    expect(await board.refusedGiving('ce-bolton', 'ask-10', 'signed', { part: 'b' })).toMatchObject({
      kind: 'forbidden',
    })
  })

  test('[D13] authorities and partners do not change places, and both must be on the board', async () => {
    const refusal = await board.refused('chair', {
      type: 'ask.configure',
      payload: {
        askId: 'ask-10',
        authorityIds: ['org-sector-health', 'org-nowhere'],
        partnerIds: ['org-bolton'],
        reason: 'Wrong',
      },
    })
    expect(refusal).toMatchObject({
      fields: [{ path: 'authorityIds.0' }, { path: 'authorityIds.1' }, { path: 'partnerIds.0' }],
    })
  })

  test('[D13] a partner answers for its own body where it is addressed, apart, and in no tally of authorities', async () => {
    expect(await board.refusedGiving('partner-health', 'ask-12', 'signed')).toMatchObject({
      kind: 'forbidden',
      title: 'Ask 12 is not addressed to Health partners.',
    })
    const before = await board.ask('ask-07')
    const given = await board.give('partner-health', 'ask-07', 'signed', { part: 'a' })
    const after = await board.ask('ask-07')
    expect(after.tally).toEqual(before.tally)
    expect(after.signOffs).toEqual(before.signOffs)
    expect(after.partnerSignOffs).toMatchObject([
      { body: 'org-sector-health', part: 'a', state: 'signed', capacity: 'partner', answer: given.seq },
    ])
    expect((await board.entry(given.seq)).payload).toMatchObject({ capacity: 'partner', body: 'org-sector-health' })
    expect((await board.mine('partner-health'))?.as).toBe('partner')
    await board.send('partner-health', {
      type: 'sign-off.withdraw',
      payload: { askId: 'ask-07', part: 'a', reason: 'The region objects' },
    })
    expect((await board.ask('ask-07')).partnerSignOffs).toMatchObject([{ state: 'withdrawn' }])
  })

  test('[PO-5.4][44] an ask is withdrawn by a decision, never deleted: nothing more is answered, everything stays readable', async () => {
    await board.give('ce-bury', 'ask-04', 'signed', { part: 'a' })
    const withdraw = {
      type: 'ask.withdraw' as const,
      payload: { askId: 'ask-04', decision: 'GM/2026/1', reason: 'Overtaken' },
    }
    expect(await board.refused('secretariat', withdraw)).toMatchObject({ kind: 'forbidden' })
    expect(await board.refused('chair', withdraw)).toMatchObject({ kind: 'invalid', fields: [{ path: 'decision' }] })
    const { number } = await board.send('chair', {
      type: 'decision.record',
      payload: {
        title: 'Ask 4 is withdrawn',
        text: 'The board withdraws ask 4.',
        type: 'decided',
        authority: { basis: 'terms', ref: 'Clause 3.2' },
        reasons: 'The law has overtaken it',
      },
    })
    const { seq } = await board.send('chair', {
      ...withdraw,
      payload: { ...withdraw.payload, decision: String(number) },
    })
    const ask = await board.ask('ask-04', 'ce-bolton')
    expect(ask).toMatchObject({ withdrawn: { seq, decision: number, reason: 'Overtaken' }, tally: { of: 10 } })
    expect(ask.abilities).toEqual(['sign-off.withdraw'])
    expect(ask.signOffs).toMatchObject([{ body: 'org-bury', state: 'signed' }])
    expect(await board.refusedGiving('ce-bolton', 'ask-04', 'signed', { part: 'a' })).toMatchObject({
      kind: 'conflict',
    })
    expect((await board.mine('ce-bolton'))?.awaiting.map(({ askId }) => askId)).not.toContain('ask-04')
    await expect(board.record.db.$client`delete from asks where id = 'ask-04'`).rejects.toThrow(/never deleted|denied/u)
  })
})
