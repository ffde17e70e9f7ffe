import { randomInt } from 'node:crypto'

import { BOARD, Stage, type Lab } from './stage.ts'

export interface RunOptions {
  /** How often the fault is made. */
  readonly trials: number
  /** Fewer people, and shorter waits: what `npm test` has time for. */
  readonly isShort: boolean
}

/** What came of one scenario: sentences of what is wrong, and what was measured. */
export interface Outcome {
  readonly findings: readonly string[]
  readonly notes: Readonly<{ [what: string]: number | string }>
}

/** One fault of reliability 3, made on real processes. */
export interface Scenario {
  readonly id: string
  readonly title: string
  readonly trials: number
  readonly needs?: 'redis' | 'browser'
  readonly run: (lab: Lab, options: RunOptions) => Promise<Outcome>
}

/** Opens a stage, plays on it, checks S1 to S8 unless it has no history to check, and takes it down. */
export async function onStage(
  lab: Lab,
  title: string,
  options: Parameters<typeof Stage.open>[1],
  play: (stage: Stage) => Promise<readonly string[]>,
): Promise<Outcome> {
  const stage = await Stage.open(lab, options)
  const findings: string[] = []
  try {
    findings.push(...(await play(stage)))
    if (stage.history.operations.length > 0) findings.push(...(await stage.verify()))
  } catch (error) {
    findings.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
  for (const node of stage.nodes) findings.push(...node.faults)
  const closes = new Map<number, number>()
  for (const code of stage.editors.flatMap((editor) => editor.closes)) closes.set(code, (closes.get(code) ?? 0) + 1)
  if (closes.size > 0)
    stage.notes['connections ended with'] = [...closes].map(([code, count]) => `${code} (${count})`).join(', ')
  await stage.close(title, findings)
  return { findings, notes: stage.notes }
}

let words = 0
/** A word for a command, unlike any other. */
const commandToken = (): string => `cmd-${process.pid}-${(words += 1)}-`

/** The words that are signed. */
interface Wording {
  readonly askId: string
  readonly version: number
  readonly hash: string
}

/** Two kinds of facts in turn: a rating by a programme lead, and a sign-off by a chief executive or its withdrawal. */
export class Facts {
  readonly #stage: Stage
  readonly #wording: Wording
  readonly #programme: string
  #isSigned = false
  #turn = 0

  private constructor(stage: Stage, programme: string, wording: Wording) {
    this.#stage = stage
    this.#programme = programme
    this.#wording = wording
  }

  static async on(stage: Stage): Promise<Facts> {
    const [programme] = await stage.db.$client<{ id: string }[]>`
      select of_id as id from documents where id = ${stage.documentId}`
    const [wording] = await stage.db.$client<{ ask_id: string; version: number; hash: string }[]>`
      select w.ask_id, w.version, w.hash from wordings w join asks a on a.board_id = w.board_id and a.id = w.ask_id
      where w.board_id = ${stage.boardId} and jsonb_array_length(a.parts) = 0 and a.authority_ids ? 'org-bolton'
      order by w.ask_id, w.version desc limit 1`
    if (programme === undefined || wording === undefined) throw new Error(`${BOARD} has nothing to sign or rate`)
    // Before the fault: signing in needs what the fault takes away.
    for (const person of ['fault-lead', 'fault-ce']) await stage.signIn(person)
    return new Facts(stage, programme.id, {
      askId: wording.ask_id,
      version: wording.version,
      hash: wording.hash,
    })
  }

  /** The next one. Gives its entry, or undefined when it was refused or nobody knows. */
  next(options: Parameters<Stage['act']>[4] = {}): Promise<number | undefined> {
    this.#turn += 1
    return this.#turn % 2 === 0 ? this.sign(options) : this.rate(options)
  }

  rate(options: Parameters<Stage['act']>[4] = {}): Promise<number | undefined> {
    const token = commandToken()
    return this.#stage.act(
      'fault-lead',
      'rating.give',
      {
        subject: { kind: 'programme', id: this.#programme },
        value: 'amber',
        cause: token,
        effect: 'Visits run late',
        action: 'Cover from Monday',
        owner: 'Head of service',
        by: '2099-09-30',
        reason: 'It slipped',
      },
      token,
      options,
    )
  }

  async sign(options: Parameters<Stage['act']>[4] = {}): Promise<number | undefined> {
    const token = commandToken()
    const { askId, version, hash } = this.#wording
    const seq = this.#isSigned
      ? await this.#stage.act('fault-ce', 'sign-off.withdraw', { askId, reason: token }, token, options)
      : await this.#stage.act(
          'fault-ce',
          'sign-off.give',
          { askId, wordingVersion: version, wordingHash: hash, answer: 'conditions', conditions: [token] },
          token,
          options,
        )
    if (seq !== undefined) this.#isSigned = !this.#isSigned
    return seq
  }
}

export const between = (least: number, most: number): number => randomInt(least, most + 1)

/** The `share` quantile, for example 0.95; 0 of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
