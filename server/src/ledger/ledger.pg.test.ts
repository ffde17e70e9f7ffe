import { execFile } from 'node:child_process'
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { close, createDb, type Db } from '@concordat/db/client'
import { checkpointNote, readCheckpoints } from '@concordat/shared/checkpoint'
import type { CommandResult } from '@concordat/shared/commands'
import { londonDay } from '@concordat/shared/dates'
import type { Problem } from '@concordat/shared/errors'
import type { LedgerPage, LedgerVerdict } from '@concordat/shared/http'
import type { CheckpointList, History, LedgerKeys, VerdictOnNotes } from '@concordat/shared/http-ledger'
import { hashEntry, type LedgerEntry } from '@concordat/shared/ledger'

import { buildApp } from '../app.ts'
import { startTestApp, type Answer, type TestApp } from '../test/app.ts'
import { loadLedgerKey } from './key.ts'
import { secondOpinion } from './second-verifier.ts'

const GM = 'greater-manchester'
const VERIFIER = resolve(import.meta.dirname, '../../../verifier/concordat-verify.mjs')

let folder: string
/** Tomorrow at eleven: what the samples hold is older, and no step passes midnight. */
let now = new Date(`${londonDay(new Date(Date.now() + 86_400_000))}T11:00:00.000Z`)
const today = londonDay(now)
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'concordat-ledger-'))
})
afterAll(() => rm(folder, { recursive: true }))

const later = (minutes: number): void => void (now = new Date(now.getTime() + minutes * 60_000))

/** A server with the sample boards, a folder of its own, and the hands of whoever owns its tables. */
async function open(): Promise<{ server: TestApp; owner: Db; chair: string; dataDir: string; close(): Promise<void> }> {
  const dataDir = await mkdtemp(join(folder, 'data-'))
  const server = await startTestApp({ samples: true, clock: () => now, config: { dataDir } })
  const owner = createDb(server.config.databaseUrl ?? '', { max: 1 })
  return {
    server,
    owner,
    dataDir,
    chair: await server.signIn('chair'),
    async close() {
      await close(owner)
      await server.close()
    },
  }
}

const correct = (server: TestApp, cookie: string, says: string): Promise<Answer<CommandResult & Partial<Problem>>> =>
  server.command(GM, cookie, { type: 'entry.correct', payload: { corrects: 3, says } })

/** A statement with its values, as `$1`, `$2` … */
type Statement = readonly [text: string, ...values: (string | number)[]]

const ask = async <Row extends object>(owner: Db, text: string, ...values: (string | number)[]): Promise<Row[]> => [
  ...(await owner.$client.unsafe<Row[]>(text, values)),
]

/** As nobody but the owner of the database can, and only with the triggers off. */
async function tamper(owner: Db, ...statements: Statement[]): Promise<void> {
  await owner.$client.begin(async (sql) => {
    const tables = ['ledger_entries', 'ledger_about', 'checkpoints', 'boards']
    for (const table of tables) await sql.unsafe(`alter table ${table} disable trigger user`)
    for (const [text, ...values] of statements) await sql.unsafe(text, values)
    for (const table of tables) await sql.unsafe(`alter table ${table} enable trigger user`)
  })
}

const BOARD_ID = `(select id from boards where slug = '${GM}')`

/** All entries from `from` on with digests that fit, after `change`: what a patient owner would do. */
async function rewriteFrom(owner: Db, from: number, change: (entry: LedgerEntry) => LedgerEntry): Promise<void> {
  const rows = await ask<{ seq: string; type: string; at: string; actor: string; payload: string }>(
    owner,
    `select seq, type, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, actor, payload from ledger_entries where board_id = ${BOARD_ID} and seq >= $1 order by seq`,
    from,
  )
  const [before] = await ask<{ hash: string }>(
    owner,
    `select hash from ledger_entries where board_id = ${BOARD_ID} and seq = $1`,
    from - 1,
  )
  let prevHash = before?.hash ?? ''
  const deeds: Statement[] = []
  for (const row of rows) {
    const entry = {
      seq: Number(row.seq),
      type: row.type,
      at: row.at,
      actor: JSON.parse(row.actor) as LedgerEntry['actor'],
      payload: JSON.parse(row.payload) as LedgerEntry['payload'],
      prevHash,
      hash: '',
    }
    const changed = entry.seq === from ? change(entry) : entry
    const hash = hashEntry(changed)
    deeds.push([
      `update ledger_entries set prev_hash = $1, hash = $2, actor = $3, payload = $4 where board_id = ${BOARD_ID} and seq = $5`,
      prevHash,
      hash,
      JSON.stringify(changed.actor),
      JSON.stringify(changed.payload),
      entry.seq,
    ])
    prevHash = hash
  }
  deeds.push([`update boards set head_hash = $1 where slug = '${GM}'`, prevHash])
  // Canonical JSON sorts its members, and so must what is stored here.
  await tamper(owner, ...deeds)
}

describe('[J2] signed heads', () => {
  let at: Awaited<ReturnType<typeof open>>
  beforeAll(async () => {
    at = await open()
  })
  afterAll(() => at.close())

  test('are made every five minutes of activity, by one node, and not when nothing happened', async () => {
    const { server, chair } = at
    const list = async () =>
      (await server.get<CheckpointList>(`/api/boards/${GM}/checkpoints`, chair)).body.checkpoints.map(({ seq }) => seq)
    const second = await buildApp({ config: server.config, db: server.db, clock: () => now, logger: false })
    try {
      await Promise.all([server.app.ledger.round(), second.ledger.round()])
      const [first = 0, ...none] = await list()
      expect([first > 0, none]).toEqual([true, []])

      later(10)
      await server.app.ledger.round()
      expect(await list()).toEqual([first])

      const { body } = await correct(server, chair, 'It was the other one.')
      await server.app.ledger.round()
      expect((await list())[0]).toBe(body.seq)
      await correct(server, chair, 'It was neither.')
      later(4)
      await Promise.all([server.app.ledger.round(), second.ledger.round()])
      expect((await list())[0]).toBe(body.seq)
      later(1)
      await Promise.all([server.app.ledger.round(), second.ledger.round()])
      expect(await list()).toEqual([body.seq + 1, body.seq, first])
    } finally {
      await second.close()
    }
  })

  test('are plain text that anyone may download, and the board’s readers alone may list', async () => {
    const { server, chair } = at
    const { checkpoints } = (await server.get<CheckpointList>(`/api/boards/${GM}/checkpoints`, chair)).body
    const newest = checkpoints[0]
    const file = await server.app.inject({
      url: `/api/boards/${GM}/checkpoints/${newest?.seq}.txt`,
      headers: { cookie: chair },
    })
    expect([file.statusCode, file.body]).toEqual([200, newest?.note])
    expect(file.headers['content-disposition']).toBe(`attachment; filename="${GM}-checkpoint-${newest?.seq}.txt"`)
    expect(file.body).toMatch(
      /^concordat\/greater-manchester\nsize \d+\nhead [0-9a-f]{64}\ntime \S+Z\n\nkey [0-9a-f]{16}\nsignature \S{88}\n$/u,
    )
    const scrutiny = await server.signIn('scrutiny')
    expect((await server.get(`/api/boards/${GM}/checkpoints`, scrutiny)).status).toBe(404)
    expect((await server.get(`/public/${GM}/checkpoints`)).status).toBe(404)
    expect((await server.get(`/api/boards/${GM}/checkpoints/999999.txt`, chair)).status).toBe(404)
  })

  test('are signed by a key whose public half everyone may have', async () => {
    const { server } = at
    const { body } = await server.get<LedgerKeys>('/api/ledger/key')
    expect(body).toMatchObject({ algorithm: 'Ed25519', publicKey: expect.stringMatching(/^[0-9a-f]{64}$/u) as string })
    expect(body.pem).toMatch(/^-----BEGIN PUBLIC KEY-----/u)
    expect(JSON.stringify(body)).not.toContain('PRIVATE')
  })

  test('[F29] a report is published with the head signed, and the public may have it', async () => {
    const { server, chair } = at
    const secretariat = await server.signIn('secretariat')
    const frozen = await server.command(GM, secretariat, { type: 'snapshot.freeze', payload: { title: 'July' } })
    expect(frozen.status).toBe(201)
    const published = await server.command(GM, chair, {
      type: 'snapshot.publish',
      payload: { number: Number(frozen.body.number) },
    })
    expect(published.status).toBe(201)
    const { body } = await server.get<CheckpointList>(`/public/${GM}/checkpoints`)
    expect(body.checkpoints[0]?.seq).toBe(published.body.seq)
    expect((await server.get<LedgerVerdict>(`/api/boards/${GM}/ledger/verify`, chair)).body).toMatchObject({
      ok: true,
      checkpoints: { newest: published.body.seq },
    })
  })
})

test('[J2] the key is made once, for its owner alone, and every start finds it again', async () => {
  const dataDir = await mkdtemp(join(folder, 'keys-'))
  const keys = await Promise.all(Array.from({ length: 5 }, () => loadLedgerKey({ ledgerKey: null, dataDir })))
  expect(new Set(keys.map(({ id }) => id)).size).toBe(1)
  expect(await readdir(join(dataDir, 'keys'))).toEqual(['ledger.pem'])
  expect((await stat(join(dataDir, 'keys/ledger.pem'))).mode & 0o777).toBe(0o600)
  await writeFile(join(dataDir, 'keys/ledger.pem'), 'something else')
  await expect(loadLedgerKey({ ledgerKey: null, dataDir })).rejects.toThrow('holds no Ed25519 private key')
})

describe('[F29] [abuse 55] what an owner of the database does is found, from outside if not from inside', () => {
  let at: Awaited<ReturnType<typeof open>>
  let kept: string
  let size: number
  beforeAll(async () => {
    at = await open()
  })
  afterAll(() => at.close())

  const verify = async () => (await at.server.get<LedgerVerdict>(`/api/boards/${GM}/ledger/verify`, at.chair)).body
  const verifyWith = async (notes: string) =>
    (await at.server.post<VerdictOnNotes>(`/api/boards/${GM}/ledger/verify`, { notes }, at.chair)).body

  test('a checkpoint that a witness kept holds while nothing happened', async () => {
    for (let n = 1; n <= 12; n += 1) await correct(at.server, at.chair, `Correction ${n}`)
    await at.server.app.ledger.round()
    const { checkpoints } = (await at.server.get<CheckpointList>(`/api/boards/${GM}/checkpoints`, at.chair)).body
    kept = checkpoints[0]?.note ?? ''
    size = checkpoints[0]?.seq ?? 0
    expect(await verifyWith(`Dear clerk,\n> ${kept.replaceAll('\n', '\r\n> ')}`)).toMatchObject({
      ok: true,
      notes: [{ seq: size, result: 'holds' }],
    })
    expect(
      (await at.server.post<Problem>(`/api/boards/${GM}/ledger/verify`, { notes: 'Dear clerk' }, at.chair)).body,
    ).toMatchObject({ kind: 'invalid' })
  })

  test('what somebody made up proves nothing against the record', async () => {
    const [note] = readCheckpoints(kept)
    if (!note) throw new Error('no note')
    const foreign = await loadLedgerKey({
      ledgerKey: generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
      dataDir: '',
    })
    const made = [
      checkpointNote({ ...note, hash: 'a'.repeat(64) }),
      checkpointNote(foreign.sign({ ...note, hash: 'a'.repeat(64) })),
      checkpointNote({ ...note, board: 'elsewhere' }),
    ].join('\n')
    const verdict = await verifyWith(made)
    expect([verdict.ok, verdict.notes.map(({ result }) => result)]).toEqual([
      true,
      ['bad-signature', 'unknown-key', 'other-board'],
    ])
  })

  test('one row altered: red within a round, it is told, and nothing is published until it is put back', async () => {
    const { server, owner, chair } = at
    const frozen = await server.command(GM, await server.signIn('secretariat'), {
      type: 'snapshot.freeze',
      payload: { title: 'August' },
    })
    const publish = (): Promise<Answer<Partial<Problem>>> =>
      server.command(GM, chair, { type: 'snapshot.publish', payload: { number: Number(frozen.body.number) } })
    const [row] = await ask<{ payload: string }>(
      owner,
      `select payload from ledger_entries where board_id = ${BOARD_ID} and seq = 5`,
    )
    const put = (payload: string): Statement => [
      `update ledger_entries set payload = $1 where board_id = ${BOARD_ID} and seq = 5`,
      payload,
    ]
    await tamper(owner, put('{"no":"such thing"}'))

    later(4)
    await server.app.ledger.round()
    expect((await server.get('/api/ready')).body).toMatchObject({
      ready: true,
      warnings: [expect.stringContaining('does not hold')],
    })
    expect((await server.app.inject('/api/metrics')).body).toMatch(/^concordat_ledger_broken_boards 1$/mu)
    expect(await verify()).toMatchObject({
      ok: false,
      at: 5,
      reason: 'hash',
      detail: expect.stringContaining('Entry 5') as string,
    })
    expect(await publish()).toMatchObject({
      status: 409,
      body: { kind: 'conflict', detail: expect.stringContaining('Entry 5') as string },
    })

    await tamper(owner, put('not even JSON'))
    expect(await verify()).toMatchObject({ ok: false, at: 5, reason: 'hash' })
    await tamper(owner, put(row?.payload ?? ''))
    later(4)
    await server.app.ledger.round()
    expect((await server.get<{ warnings?: string[] }>('/api/ready')).body.warnings).toBeUndefined()
    expect((await publish()).status).toBe(201)
  })

  test('every digest rewritten, head and all: the checkpoints here find it, and when those are gone too, the witness’s does', async () => {
    const { owner } = at
    await ask(owner, `create table kept_entries as select * from ledger_entries where board_id = ${BOARD_ID}`)
    await ask(owner, `create table kept_board as select head_hash from boards where slug = '${GM}'`)
    await ask(owner, `create table kept_checkpoints as select * from checkpoints where board_id = ${BOARD_ID}`)
    await rewriteFrom(owner, 6, (entry) => ({ ...entry, actor: { ...entry.actor, person: 'a-person' } }))
    expect(await verify()).toMatchObject({
      ok: false,
      at: size,
      reason: 'checkpoint',
      detail: expect.stringContaining('rewritten') as string,
    })

    await tamper(owner, [`delete from checkpoints where board_id = ${BOARD_ID}`])
    await rm(join(at.dataDir, 'witness'), { recursive: true })
    expect(await verifyWith(kept)).toMatchObject({ ok: false, at: size, notes: [{ result: 'differs' }] })
    // The next look of this node remembers it, although nothing in the database says so.
    expect(await verify()).toMatchObject({ ok: false, reason: 'checkpoint' })

    await tamper(
      owner,
      [
        'update ledger_entries e set actor = k.actor, payload = k.payload, prev_hash = k.prev_hash, hash = k.hash from kept_entries k where k.board_id = e.board_id and k.seq = e.seq',
      ],
      [`update boards set head_hash = (select head_hash from kept_board) where slug = '${GM}'`],
      ['insert into checkpoints select * from kept_checkpoints'],
    )
    expect(await verify()).toMatchObject({ ok: true })
  })

  test('the tail dropped, or an old backup put back: the file beside the database finds it, and so does any witness', async () => {
    const { server, owner, chair, dataDir } = at
    for (let n = 1; n <= 3; n += 1) await correct(server, chair, `Later ${n}`)
    later(6)
    await server.app.ledger.round()
    const [newest] = (await server.get<CheckpointList>(`/api/boards/${GM}/checkpoints`, chair)).body.checkpoints
    const end = (newest?.seq ?? 0) - 2
    await tamper(
      owner,
      [`delete from ledger_about where board_id = ${BOARD_ID} and seq > $1`, end],
      [`delete from checkpoints where board_id = ${BOARD_ID} and seq > $1`, end],
      [`delete from ledger_entries where board_id = ${BOARD_ID} and seq > $1`, end],
      [
        `update boards set head_seq = $1, head_hash = (select hash from ledger_entries where board_id = ${BOARD_ID} and seq = $1) where slug = '${GM}'`,
        end,
      ],
    )
    expect(await verify()).toMatchObject({
      ok: false,
      at: end + 1,
      reason: 'checkpoint',
      detail: expect.stringContaining('cut off') as string,
    })
    expect(await verifyWith(newest?.note ?? '')).toMatchObject({ ok: false, at: end + 1, notes: [{ result: 'ahead' }] })

    // Another process, which has read nothing yet: what lies beside the database tells it, too.
    const fresh = await buildApp({
      config: { ...server.config, dataDir },
      db: server.db,
      clock: () => now,
      logger: false,
    })
    await fresh.ledger.round()
    expect(fresh.ledger.warning).toContain('does not hold')
    await fresh.close()
    // And without that file only a witness can.
    const blind = await buildApp({
      config: { ...server.config, dataDir: await mkdtemp(join(folder, 'blind-')) },
      db: server.db,
      clock: () => now,
      logger: false,
    })
    await blind.ledger.round()
    expect(blind.ledger.warning).toBeNull()
    await blind.close()
  })
})

describe('[J2] the record leaves the house', () => {
  let at: Awaited<ReturnType<typeof open>>
  let file: string
  beforeAll(async () => {
    at = await open()
    const { server, chair } = at
    const { body } = await server.get<LedgerPage>(`/api/boards/${GM}/ledger?type=wording.issue&limit=1`, chair)
    expect(body.entries).toHaveLength(1)
    await server.app.ledger.round()
    file = (await server.app.inject({ url: `/api/boards/${GM}/ledger/export`, headers: { cookie: chair } })).body
  })
  afterAll(() => at.close())

  test('whole, with the text that was hashed, and two verifiers accept it', async () => {
    const { server, chair } = at
    const { head } = (await server.get<LedgerPage>(`/api/boards/${GM}/ledger?limit=1`, chair)).body
    const lines = file
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; seq?: number })
    expect(lines.filter(({ kind }) => kind === 'entry').map(({ seq }) => seq)).toEqual(
      Array.from({ length: head.seq }, (_, n) => n + 1),
    )
    expect(lines.at(-1)).toEqual({ kind: 'end', entries: head.seq, checkpoints: 1, head })
    expect(await secondOpinion(file)).toEqual({ holds: true, reasons: [] })

    const name = join(folder, `${randomUUID()}.jsonl`)
    await writeFile(name, file)
    await writeFile(`${name}.pem`, (await server.get<LedgerKeys>('/api/ledger/key')).body.pem)
    const said = await run([name, '--key', `${name}.pem`])
    expect([said.code, said.text]).toEqual([0, expect.stringContaining('It holds.')])
  })

  test('[abuse 56] with a sign-off’s receipt and its words a stranger can tell what was signed', async () => {
    const { server, chair } = at
    const { entries } = (await server.get<LedgerPage>(`/api/boards/${GM}/ledger?type=wording.issue&limit=500`, chair))
      .body
    const bolton = await server.signIn('ce-bolton')
    const asks = (
      await server.get<{
        asks: {
          id: string
          parts: unknown[]
          wording: { version: number; hash: string; text: string } | null
          abilities: string[]
        }[]
      }>(`/api/boards/${GM}/asks`, bolton)
    ).body.asks
    const ask = asks.find(
      (one) =>
        one.parts.length === 0 && one.wording !== null && entries.some(({ payload }) => payload['askId'] === one.id),
    )
    if (!ask?.wording) throw new Error('nothing to sign')
    const signed = await server.command(GM, bolton, {
      type: 'sign-off.give',
      payload: { askId: ask.id, wordingVersion: ask.wording.version, wordingHash: ask.wording.hash, answer: 'signed' },
    })
    expect(signed.status).toBe(201)
    const name = join(folder, `${randomUUID()}.jsonl`)
    await writeFile(
      name,
      (await server.app.inject({ url: `/api/boards/${GM}/ledger/export`, headers: { cookie: chair } })).body,
    )
    await writeFile(`${name}.txt`, `${ask.wording.text}\n`)
    await writeFile(`${name}.other.txt`, `${ask.wording.text} not`)
    const receipt = signed.body.receipt ?? ''
    const good = await run([name, '--receipt', receipt, '--wording', `${name}.txt`])
    expect([good.code, good.text]).toEqual([0, expect.stringContaining('letter for letter')])
    expect(good.text).toContain(`entry ${signed.body.seq}`)
    expect((await run([name, '--receipt', receipt, '--wording', `${name}.other.txt`])).code).toBe(1)
    expect((await run([name, '--receipt', 'BOL-99-2026-99'])).code).toBe(1)
  })

  test('[rule 22] a name put beyond use is gone from every view, and not one digest changes', async () => {
    const { server, owner, chair } = at
    const before = await server.get<LedgerPage>(`/api/boards/${GM}/ledger?limit=500`, chair)
    const name = before.body.names['ce-bolton'] ?? ''
    expect([name.length > 3, file.includes(name)]).toEqual([true, false])
    await ask(owner, `update people set name = 'Name withheld' where id = 'ce-bolton'`)
    const after = await server.get<LedgerPage>(`/api/boards/${GM}/ledger?limit=500`, chair)
    expect(JSON.stringify(after.body)).not.toContain(name)
    expect(after.body.entries.map(({ hash }) => hash)).toEqual(before.body.entries.map(({ hash }) => hash))
    expect((await server.get<LedgerVerdict>(`/api/boards/${GM}/ledger/verify`, chair)).body.ok).toBe(true)
    const again = (await server.app.inject({ url: `/api/boards/${GM}/ledger/export`, headers: { cookie: chair } })).body
    expect(await secondOpinion(again)).toMatchObject({ holds: true })
  })

  test('by policy: scrutiny has no export, nor has whoever is not signed in', async () => {
    const { server } = at
    const scrutiny = await server.signIn('scrutiny')
    for (const path of ['ledger/export', 'ledger.csv', 'ledger.jsonl'])
      expect([
        path,
        (await server.get(`/api/boards/${GM}/${path}`, scrutiny)).status,
        (await server.get(`/api/boards/${GM}/${path}`)).status,
      ]).toEqual([path, 404, 401])
  })

  test('with the program that checks it', async () => {
    const { statusCode, body } = await at.server.app.inject('/verifier/concordat-verify.mjs')
    expect([statusCode, body]).toEqual([200, await readFile(VERIFIER, 'utf8')])
  })
})

describe('[J1] history, filters and files', () => {
  let at: Awaited<ReturnType<typeof open>>
  beforeAll(async () => {
    at = await open()
  })
  afterAll(() => at.close())

  test('everything about one thing, newest first, page by page', async () => {
    const { server, chair } = at
    const { body } = await server.get<History>(`/api/boards/${GM}/history/ask/ask-01?limit=1`, chair)
    expect(body.of).toMatchObject({ kind: 'ask', id: 'ask-01' })
    expect(body.of.title).not.toBe('ask-01')
    expect(body.entries).toHaveLength(1)
    const rest = await server.get<History>(`/api/boards/${GM}/history/ask/ask-01?before=${body.next}`, chair)
    const all = [...body.entries, ...rest.body.entries].map(({ seq, type }) => [seq, type] as const)
    expect(all.map(([seq]) => seq)).toEqual([...all.map(([seq]) => seq)].sort((a, b) => b - a))
    expect(all.at(-1)?.[1]).toBe('ask.add')
    expect(rest.body.next).toBeNull()
    expect((await server.get(`/api/boards/${GM}/history/ask/ask-99999`, chair)).status).toBe(404)
    expect((await server.get(`/api/boards/${GM}/history/colour/ask-01`, chair)).status).toBe(400)
  })

  test('the record as of any minute, by one person, of one type, about one thing', async () => {
    const { server, chair } = at
    const first = await correct(server, chair, 'First')
    const between = now.toISOString()
    later(1)
    const second = await correct(server, chair, 'Second')
    const seqs = async (query: string) =>
      (await server.get<LedgerPage>(`/api/boards/${GM}/ledger?limit=500&${query}`, chair)).body.entries.map(
        ({ seq }) => seq,
      )
    expect(await seqs(`type=entry.correct&to=${between}`)).toEqual([first.body.seq])
    expect(await seqs(`about=entry-3&from=${now.toISOString()}`)).toEqual([second.body.seq])
    expect(await seqs('actor=chair&type=entry.correct')).toEqual([first.body.seq, second.body.seq])
    expect(await seqs('actor=secretariat&type=entry.correct')).toEqual([])
    expect((await seqs(`from=${today}&to=${today}`)).at(-1)).toBe(second.body.seq)
    expect(await seqs(`to=2026-07-13&type=entry.correct`)).toEqual([])
    expect((await server.get(`/api/boards/${GM}/ledger?from=yesterday`, chair)).status).toBe(400)
  })

  test('[abuse 57] [J3] a correction names the old entry, which stays and shows it', async () => {
    const { server, chair } = at
    const { entries } = (await server.get<LedgerPage>(`/api/boards/${GM}/ledger?type=ask.add&limit=1`, chair)).body
    const [wrong] = entries
    if (!wrong) throw new Error('no ask')
    const { body } = await server.command(GM, chair, {
      type: 'entry.correct',
      payload: { corrects: wrong.seq, says: 'It is addressed to nine of them.', trueFrom: '2026-07-01' },
    })
    const shown = (await server.get<LedgerPage>(`/api/boards/${GM}/ledger?after=${wrong.seq - 1}&limit=1`, chair)).body
      .entries[0]
    expect(shown).toEqual({ ...wrong, correctedBy: [body.seq] })
    const { body: history } = await server.get<History>(
      `/api/boards/${GM}/history/ask/${String(wrong.payload['id'])}?limit=1`,
      chair,
    )
    // [58] True earlier than it was recorded: both are there.
    expect(history.entries[0]).toMatchObject({
      seq: body.seq,
      type: 'entry.correct',
      trueFrom: '2026-07-01',
      payload: { corrects: wrong.seq, correctsHash: wrong.hash, correctsType: 'ask.add' },
    })

    const refused = (payload: { corrects: number; says: string; trueFrom?: string }, cookie = chair) =>
      server.command(GM, cookie, { type: 'entry.correct', payload })
    expect((await refused({ corrects: wrong.seq, says: 'x', trueFrom: '2999-01-01' })).body).toMatchObject({
      kind: 'invalid',
    })
    expect((await refused({ corrects: 999_999, says: 'x' })).body).toMatchObject({ kind: 'not-found' })
    expect((await refused({ corrects: wrong.seq, says: 'x' }, await server.signIn('ce-bolton'))).body).toMatchObject({
      kind: 'forbidden',
    })
    const anew = await refused({ corrects: body.seq, says: 'Ten after all.' })
    expect(anew.status).toBe(201)
    expect((await refused({ corrects: body.seq, says: 'Eleven.' })).body).toMatchObject({
      kind: 'conflict',
      current: { seq: anew.body.seq },
    })
  })

  test('[abuse 52] who, when, which number and which digest are the server’s to say', async () => {
    const { server, chair } = at
    for (const more of [
      { at: '2020-01-01T00:00:00.000Z' },
      { actor: 'ce-bolton' },
      { seq: 1 },
      { hash: 'a'.repeat(64) },
      { role: 'chair' },
    ]) {
      const payload = { corrects: 3, says: 'x', ...more }
      const { status, body } = await server.command(GM, chair, { type: 'entry.correct', payload })
      expect([status, body.kind]).toEqual([400, 'invalid'])
    }
  })

  test('as a table that no spreadsheet runs, and as lines', async () => {
    const { server, chair } = at
    await correct(server, chair, '=cmd|calc "now"\nand more')
    const csv = (
      await server.app.inject({ url: `/api/boards/${GM}/ledger.csv?type=entry.correct`, headers: { cookie: chair } })
    ).body
    expect(csv.startsWith('\uFEFF"Entry","Recorded at",')).toBe(true)
    expect(csv).toContain(`"'=cmd|calc ""now""`)
    const lines = (
      await server.app.inject({ url: `/api/boards/${GM}/ledger.jsonl?type=entry.correct`, headers: { cookie: chair } })
    ).body
    const types = lines
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string }).type)
    expect(new Set(types)).toEqual(new Set(['entry.correct']))
  })
})

test('[J1] entries of earlier releases get their history when the database is brought up to date', async () => {
  const house = await open()
  const { server, owner } = house
  const pairs = async (): Promise<string[]> =>
    (
      await ask<{ pair: string }>(
        owner,
        `select a.about_id || ' in ' || e.type || ' ' || a.seq as pair from ledger_about a join ledger_entries e using (board_id, seq)
         where about_id not like 'post-%' order by 1`,
      )
    ).map(({ pair }) => pair)
  const written = await pairs()
  const file = resolve(import.meta.dirname, '../../../db/migrations/0005_whole_record_is_append_only.sql')
  const backfill = (await readFile(file, 'utf8'))
    .split('--> statement-breakpoint')
    .filter((statement) => statement.includes('INSERT INTO ledger_about'))
  expect(backfill).toHaveLength(2)
  await tamper(owner, ['delete from ledger_about'], ...backfill.map((statement) => [statement] as const))
  const found = new Set(await pairs())
  expect(written.length).toBeGreaterThan(100)
  expect(written.filter((pair) => !found.has(pair))).toEqual([])
  await server.app.ledger.round()
  expect(server.app.ledger.warning).toBeNull()
  await house.close()
})

test('[F24] a clock that is away from the database’s is said, and order does not depend on it', async () => {
  const server = await startTestApp({ clock: () => new Date(Date.now() + 5 * 60_000) })
  await server.app.ledger.round()
  const { body } = await server.app.inject('/api/metrics')
  const drift = Number(/^concordat_clock_drift_seconds (\S+)$/mu.exec(body)?.[1])
  expect(drift).toBeGreaterThan(290)
  expect(drift).toBeLessThan(310)
  await server.close()
})

const run = (args: readonly string[]): Promise<{ code: number; text: string }> =>
  new Promise((done) => {
    execFile(process.execPath, [VERIFIER, ...args], { env: {} }, (error, out, err) =>
      done({ code: typeof error?.code === 'number' ? error.code : 0, text: out + err }),
    )
  })
