import { setTimeout as sleep } from 'node:timers/promises'

import { seatPerson } from '../test/people.ts'
import { between, onStage, type Scenario } from './scenario.ts'
import { until, type Stage } from './stage.ts'

/** Case 48 and promise P2: many people put facts on the record while processes die and connections break. */

const COMMANDS = 10_000
const SHORT_COMMANDS = 500
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
const RATERS = 12
const DECIDERS = 10
/** One in so many commands is sent twice at once: a browser that was told to try again too early. */
const TWICE_EVERY = 10

/** One person who sends one fact after the other. */
type Deed = () => Promise<number | undefined>

const COMMAND_STORM: Scenario = {
  id: 'COMMANDS',
  title: `${COMMANDS.toLocaleString('en-GB')} ratings, sign-offs and decisions from 32 people, with kills, cut connections and repeats`,
  trials: 24,
  run: (lab, { trials, isShort }) =>
    onStage(lab, 'COMMANDS', { people: DECIDERS }, async (stage) => {
      const total = isShort ? SHORT_COMMANDS : COMMANDS
      const deeds = await writersOn(stage)
      // Everyone has a connection before it is counted how many there are (S8).
      await Promise.all(deeds.map((deed) => deed()))
      await stage.watch()
      let sent = deeds.length
      let answered = deeds.length
      const startedAt = Date.now()
      const work = deeds.map(async (deed) => {
        while (sent < total) {
          sent += 1
          await deed()
          answered += 1
        }
      })
      for (let fault = 1; fault <= trials; fault += 1) {
        const at = Math.floor((total * fault) / (trials + 1))
        await until(`${at} commands are answered`, () => answered >= at, 600_000)
        await sleep(between(0, 50))
        await (fault % 2 === 1 ? killAndStart(stage) : cutAndMend(stage))
      }
      await Promise.all(work)
      const seconds = (Date.now() - startedAt) / 1_000
      const { history, notes } = stage
      notes['people'] = deeds.length
      notes['faults'] = trials
      notes['commands a second, with the faults'] = Math.round(answered / seconds)
      notes['commands refused'] = history.count('command', 'fail')
      notes['commands unknown'] = history.count('command', 'info')
      const ok = history.count('command', 'ok')
      const rows = await acceptedSince(stage)
      return [
        ...(ok >= total * 0.95 ? [] : [`Only ${ok} of ${total} commands were accepted: the run proves little`]),
        // A command whose end nobody learned may be there; none that was refused or never sent is.
        ...(rows >= ok && rows <= total - history.count('command', 'fail')
          ? []
          : [`${ok} commands were accepted of ${total}, and the record remembers ${rows}`]),
      ]
    }),
}

/** Rows of commands of these people: the samples were loaded by nobody of them. */
async function acceptedSince(stage: Stage): Promise<number> {
  const [row] = await stage.db.$client<{ rows: number }[]>`
    select count(*)::int as rows from ledger_entries where board_id = ${stage.boardId}
      and actor::jsonb ->> 'role' <> 'loader' and payload like '%cmd-storm-%'`
  return row?.rows ?? 0
}

async function killAndStart(stage: Stage): Promise<void> {
  stage.fault('kill -9')
  await stage.node.kill()
  await stage.node.start()
}

async function cutAndMend(stage: Stage): Promise<void> {
  const { wire } = stage.lab.database
  stage.fault('every connection to the database is cut')
  wire.cut()
  await sleep(between(50, 500))
  wire.mend()
}

let words = 0

/** Chief executives who sign and withdraw, leads who rate, and an office that records decisions. */
async function writersOn(stage: Stage): Promise<Deed[]> {
  const token = (): string => `cmd-storm-${process.pid}-${(words += 1)}-`
  const options = (): { copies: number; withinMs: number } => ({
    copies: words % TWICE_EVERY === 0 ? 2 : 1,
    withinMs: 60_000,
  })
  const [programme] = await stage.db.$client<{ id: string }[]>`
    select id from programmes where board_id = ${stage.boardId} order by id limit 1`
  const wordings = await stage.db.$client<{ ask_id: string; version: number; hash: string; bodies: string[] }[]>`
    select w.ask_id, w.version, w.hash, a.authority_ids as bodies from wordings w join asks a on a.board_id = w.board_id and a.id = w.ask_id
    where w.board_id = ${stage.boardId} and jsonb_array_length(a.parts) = 0 order by w.ask_id, w.version desc`

  const sign = (person: string, body: string): Deed => {
    const wording = wordings.find(({ bodies }) => bodies.includes(body))
    if (wording === undefined) throw new Error(`${body} has nothing to sign`)
    const { ask_id: askId, version: wordingVersion, hash: wordingHash } = wording
    let isSigned = false
    return async () => {
      const said = token()
      const seq = isSigned
        ? await stage.act(person, 'sign-off.withdraw', { askId, reason: said }, said, options())
        : await stage.act(
            person,
            'sign-off.give',
            { askId, wordingVersion, wordingHash, answer: 'conditions', conditions: [said] },
            said,
            options(),
          )
      isSigned = !isSigned
      return seq
    }
  }
  const rate =
    (person: string): Deed =>
    async () => {
      const said = token()
      return stage.act(
        person,
        'rating.give',
        {
          subject: { kind: 'programme', id: programme?.id ?? '' },
          value: 'amber',
          cause: said,
          effect: 'Visits run late',
          action: 'Cover from Monday',
          owner: 'Head of service',
          by: '2099-09-30',
          reason: 'It slipped',
          explanation: 'The dates are being looked at',
        },
        said,
        options(),
      )
    }
  const decide =
    (person: string): Deed =>
    async () => {
      const said = token()
      return stage.act(
        person,
        'decision.record',
        {
          title: 'The report was noted',
          text: said,
          type: 'noted',
          authority: { basis: 'recommendation-only' },
          reasons: 'For the record',
        },
        said,
        options(),
      )
    }

  const signers = AUTHORITIES.map((authority) => ({ person: `storm-ce-${authority}`, body: `org-${authority}` }))
  const raters = Array.from({ length: RATERS }, (_, index) => `storm-lead-${index + 1}`)
  const deciders = Array.from({ length: DECIDERS }, (_, index) => `fault-${index + 1}`)
  for (const { person, body } of signers) await seatPerson(stage.db, stage.boardId, person, 'chief-executive', { body })
  for (const person of raters) await seatPerson(stage.db, stage.boardId, person, 'programme-lead')
  for (const person of [...signers.map((one) => one.person), ...raters, ...deciders]) await stage.signIn(person)
  return [...signers.map(({ person, body }) => sign(person, body)), ...raters.map(rate), ...deciders.map(decide)]
}

export const COMMAND_FAULTS: readonly Scenario[] = [COMMAND_STORM]
