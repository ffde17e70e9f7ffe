import { createHash, randomUUID } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { createDb, close, type Db } from '@concordat/db/client'

import { ends } from '../contestants.ts'
import { BENCH, freePort, ROOT, startNode } from '../processes.ts'
import type { Figures, Scenario } from './turn.ts'

/**
 * Sign-offs and ratings a second by the command path over HTTP, beside the same rows written by plain SQL in one transaction each: same
 * database, same number of writers, fsync on in both. What the ratio leaves out of the command path is the web server, sign-in, policy,
 * what has to be read under lock, canonical JSON and the digest.
 */

const BOARD = 'greater-manchester'
const AUTHORITIES = [
  'bolton',
  'bury',
  'manchester',
  'oldham',
  'rochdale',
  'salford',
  'stockport',
  'tameside',
  'trafford',
  'wigan',
]

type Deed = () => Promise<void>

export const FACTS: Scenario = {
  id: 'm',
  title: 'Facts a second: sign-offs and ratings by command, beside the same rows by plain SQL',
  size: 'plan',
  goals: [],
  columns: [
    { key: 'share', title: 'command path / plain SQL', digits: 2 },
    { key: 'signOffs', title: 'sign-offs a second', digits: 0 },
    { key: 'signOffRows', title: 'same rows by SQL', digits: 0 },
    { key: 'ratings', title: 'ratings a second', digits: 0 },
    { key: 'ratingRows', title: 'same rows by SQL', digits: 0 },
  ],
  takesPart: ({ name }) => name === 'concordat',
  async turn({ sizes }) {
    const home = mkdtempSync(join(tmpdir(), 'concordat-facts-'))
    // Postgres's own user has to get in when this is root.
    chmodSync(home, 0o755)
    const postgres = await startNode(join(BENCH, 'servers/postgres.mjs'), {
      args: [join(home, 'data')],
      readyWhen: 'listens at',
      env: {},
    })
    const url = /listens at (\S+)/u.exec(postgres.output())?.[1] ?? ''
    const db = createDb(url, { max: AUTHORITIES.length })
    try {
      return await measureFacts(home, url, db, sizes.plan.seconds)
    } finally {
      await close(db)
      await ends(postgres).stop()
      rmSync(home, { recursive: true, force: true })
    }
  },
}

async function measureFacts(home: string, url: string, db: Db, seconds: number): Promise<Figures> {
  const port = await freePort()
  const server = await startNode(join(ROOT, 'server/src/main.ts'), {
    readyWhen: 'Concordat is ready',
    env: {
      PORT: String(port),
      HOST: '127.0.0.1',
      DATA_DIR: join(home, 'files'),
      DATABASE_URL: url,
      DEMO: '1',
      LOG_LEVEL: 'error',
    },
  })
  const origin = `http://127.0.0.1:${port}`
  const cookies = await Promise.all(AUTHORITIES.map((authority) => signIn(origin, `ce-${authority}`)))
  const lead = await signIn(origin, 'programme-lead')
  const signers = await Promise.all(
    AUTHORITIES.map((authority, index) => signer(db, origin, cookies[index] ?? '', authority)),
  )
  const rater = await raterOf(db, origin, lead)

  const signOffs = await perSecond(signers, seconds)
  const ratings = await perSecond(
    AUTHORITIES.map(() => rater),
    seconds,
  )
  const [signOffRow, ratingRow] = [await lastRow(db, 'sign_off_events'), await lastRow(db, 'ratings')]
  await ends(server).stop()

  const signOffRows = await perSecond(
    AUTHORITIES.map(() => plain(db, 'sign_off_events', signOffRow)),
    seconds,
  )
  const ratingRows = await perSecond(
    AUTHORITIES.map(() => plain(db, 'ratings', ratingRow)),
    seconds,
  )
  return { share: (signOffs / signOffRows + ratings / ratingRows) / 2, signOffs, signOffRows, ratings, ratingRows }
}

/** Everyone does it again and again for so long. Rejects when one of them fails: then the figure means nothing. */
async function perSecond(deeds: readonly Deed[], seconds: number): Promise<number> {
  let done = 0
  const startedAt = performance.now()
  const until = startedAt + seconds * 1_000
  await Promise.all(
    deeds.map(async (deed) => {
      while (performance.now() < until) {
        await deed()
        done += 1
      }
    }),
  )
  return (done * 1_000) / (performance.now() - startedAt)
}

async function signIn(origin: string, person: string): Promise<string> {
  const answer = await fetch(`${origin}/api/demo/sign-in`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ person }),
  })
  const cookie = answer.headers.get('set-cookie')?.split(';', 1)[0]
  if (answer.status !== 204 || cookie === undefined) throw new Error(`${person} could not sign in: ${answer.status}`)
  return cookie
}

async function send(origin: string, cookie: string, type: string, payload: object): Promise<void> {
  const answer = await fetch(`${origin}/api/boards/${BOARD}/commands`, {
    method: 'POST',
    headers: { origin, cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ commandId: randomUUID(), type, payload }),
  })
  const text = await answer.text()
  if (answer.status !== 201) throw new Error(`${type} was answered ${answer.status}: ${text}`)
}

/** Signs with a condition and withdraws, in turn: each is a sign-off event with an entry of its own. */
async function signer(db: Db, origin: string, cookie: string, authority: string): Promise<Deed> {
  const [wording] = await db.$client<{ ask_id: string; version: number; hash: string }[]>`
    select w.ask_id, w.version, w.hash from wordings w join asks a on a.board_id = w.board_id and a.id = w.ask_id
    join boards b on b.id = w.board_id
    where b.slug = ${BOARD} and jsonb_array_length(a.parts) = 0 and a.authority_ids ? ${`org-${authority}`}
    order by w.ask_id, w.version desc limit 1`
  if (wording === undefined) throw new Error(`${authority} has nothing to sign`)
  const { ask_id: askId, version: wordingVersion, hash: wordingHash } = wording
  let isSigned = false
  return async () => {
    await (isSigned
      ? send(origin, cookie, 'sign-off.withdraw', { askId, reason: 'The cabinet asked for time' })
      : send(origin, cookie, 'sign-off.give', {
          askId,
          wordingVersion,
          wordingHash,
          answer: 'conditions',
          conditions: ['Subject to the budget in February'],
        }))
    isSigned = !isSigned
  }
}

async function raterOf(db: Db, origin: string, cookie: string): Promise<Deed> {
  const [programme] = await db.$client<{ id: string }[]>`
    select p.id from programmes p join boards b on b.id = p.board_id where b.slug = ${BOARD} order by p.id limit 1`
  return () =>
    send(origin, cookie, 'rating.give', {
      subject: { kind: 'programme', id: programme?.id ?? '' },
      value: 'amber',
      cause: 'Two posts are vacant',
      effect: 'Visits run late',
      action: 'Cover from Monday',
      owner: 'Head of service',
      by: '2099-09-30',
      reason: 'It slipped',
      explanation: 'The dates are being looked at',
    })
}

interface LastRow {
  readonly fact: Readonly<Record<string, unknown>>
  readonly entry: Readonly<Record<string, unknown>>
  readonly about: readonly string[]
  readonly accepted: Readonly<Record<string, unknown>>
}

/** What the command path wrote last, table by table: the rows to be written again. */
async function lastRow(db: Db, table: 'sign_off_events' | 'ratings'): Promise<LastRow> {
  const sql = db.$client
  const [fact] = await sql<Record<string, unknown>[]>`
    select t.* from ${sql(table)} t join boards b on b.id = t.board_id where b.slug = ${BOARD} order by t.seq desc limit 1`
  if (fact === undefined) throw new Error(`Nothing was written to ${table}`)
  const at = { board: String(fact['board_id']), seq: Number(fact['seq']) }
  const [entry] = await sql<Record<string, unknown>[]>`
    select * from ledger_entries where board_id = ${at.board} and seq = ${at.seq}`
  const about = await sql<{ id: string }[]>`
    select about_id as id from ledger_about where board_id = ${at.board} and seq = ${at.seq}`
  const [accepted] = await sql<Record<string, unknown>[]>`
    select * from accepted_commands where board_id = ${at.board} and (result ->> 'seq')::bigint = ${at.seq}`
  if (entry === undefined || accepted === undefined) throw new Error(`Entry ${at.seq} is not whole`)
  return { fact, entry, about: about.map(({ id }) => id), accepted }
}

/** The same rows in one transaction, under the same lock of the board's row, with no reading and no thinking. */
function plain(db: Db, table: 'sign_off_events' | 'ratings', { fact, entry, about, accepted }: LastRow): Deed {
  const board = String(fact['board_id'])
  const json = (row: Readonly<Record<string, unknown>>): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        // Lists and objects are jsonb here.
        typeof value === 'object' && value !== null && !(value instanceof Date) ? JSON.stringify(value) : value,
      ]),
    )
  return async () => {
    const hash = createHash('sha256').update(randomUUID()).digest('hex')
    await db.$client.begin(async (sql) => {
      const [head] = await sql<{ seq: string }[]>`
        update boards set head_seq = head_seq + 1, head_hash = ${hash} where id = ${board} returning head_seq as seq`
      const seq = Number(head?.seq)
      await sql`insert into ledger_entries ${sql({ ...entry, seq, hash } as unknown as Record<string, never>)}`
      await sql`insert into ledger_about ${sql(about.map((id) => ({ board_id: board, about_id: id, seq })))}`
      const own = { ...json(fact), seq, ...('receipt' in fact && { receipt: `R-${seq}` }) }
      await sql`insert into ${sql(table)} ${sql(own as unknown as Record<string, never>)}`
      await sql`insert into accepted_commands ${sql({ ...json(accepted), command_id: randomUUID() } as unknown as Record<string, never>)}`
    })
  }
}
