import type { PayloadInput } from '@concordat/shared/commands'
import type { Problem } from '@concordat/shared/errors'
import type { CommandAnswer } from '@concordat/shared/http'

import { sendCommand } from '#lib/api/command.ts'
import type { Answer } from '#lib/api/request.ts'
import { allUnsent, forgetUnsent, noteUnsent, type Unsent } from '#lib/drafts/unsent-drafts.ts'

import type { UpdateDraft } from './update-draft.ts'

/** An update that its author has sent off and the record does not have yet (WL-1.7). */
export interface KeptUpdate {
  readonly person: string
  /** Slug. */
  readonly board: string
  /** Of the programme or workstream. */
  readonly of: string
  readonly title: string
  /** The same through every attempt: it is recorded once. */
  readonly commandId: string
  readonly payload: PayloadInput<'progress.report'>
  readonly draft: UpdateDraft
  /** Refused: it waits for its author, and is not sent again by itself. */
  readonly problem?: Problem
}

/** Answers after which the same command is sent again: nobody knows yet whether it is recorded, or it could not be. */
const PASSING: readonly Problem['kind'][] = ['unavailable', 'internal', 'rate-limited', 'unauthenticated']
const RETRY_MS = 10_000
const PREFIX = 'concordat-update:'

const keyOf = ({ person, board, of }: Pick<KeptUpdate, 'person' | 'board' | 'of'>): string =>
  `${PREFIX}${person}:${board}:${of}`
/** Signing out asks about it, as about drafts; whoever deletes it there deletes it here (X4). */
const noteOf = ({ person, board, of, title }: KeptUpdate): Unsent => ({
  person,
  document: `update ${board} ${of}`,
  epoch: 0,
  client: 0,
  kind: 'workstream',
  title: `Update on ${title}`,
  changes: 1,
})

/** The updates kept on this device, and the one who sends them when the line is back. */
export class KeptUpdates {
  list = $state.raw<readonly KeptUpdate[]>([])
  /** What was recorded in this window, by what it is about. */
  recorded = $state.raw<ReadonlyMap<string, { readonly update: KeptUpdate; readonly seq: number }>>(new Map())

  readonly #storage: Storage
  readonly #underWay = new Map<string, Promise<Answer<CommandAnswer>>>()
  #retry: ReturnType<typeof setTimeout> | undefined

  constructor(storage: Storage) {
    this.#storage = storage
    this.read()
  }

  find(person: string, board: string, of: string): KeptUpdate | undefined {
    return this.list.find((one) => one.person === person && one.board === board && one.of === of)
  }

  keep(update: KeptUpdate): void {
    noteUnsent(noteOf(update))
    try {
      this.#storage.setItem(keyOf(update), JSON.stringify(update))
    } catch {
      // Storage full or switched off: this window still holds it.
    }
    this.list = [...this.list.filter((one) => keyOf(one) !== keyOf(update)), update]
  }

  drop(update: KeptUpdate): void {
    forgetUnsent(noteOf(update))
    try {
      this.#storage.removeItem(keyOf(update))
    } catch {
      // Nothing was stored then.
    }
    this.list = this.list.filter((one) => keyOf(one) !== keyOf(update))
  }

  forgetRecorded(of: string): void {
    this.recorded = new Map([...this.recorded].filter(([id]) => id !== of))
  }

  /** Sends it once, however many ask at a time. Kept beforehand, so that nothing is lost when the window goes. */
  send(update: KeptUpdate): Promise<Answer<CommandAnswer>> {
    const running = this.#underWay.get(update.commandId)
    if (running) return running
    this.keep(update)
    const attempt = this.#send(update).finally(() => this.#underWay.delete(update.commandId))
    this.#underWay.set(update.commandId, attempt)
    return attempt
  }

  /** Everything of this person on this board that waits for the line. */
  async sendAll(person: string, board: string): Promise<void> {
    this.read()
    for (const update of this.list)
      if (update.person === person && update.board === board && update.problem === undefined) await this.send(update)
  }

  /** What stands in storage: other windows keep and send as well. */
  read(): void {
    const found: KeptUpdate[] = []
    try {
      const noted = new Set(allUnsent().map(({ person, document }) => `${person} ${document}`))
      for (const key of Object.keys(this.#storage)) {
        if (!key.startsWith(PREFIX)) continue
        const update = parse(this.#storage.getItem(key))
        if (update && noted.has(`${update.person} ${noteOf(update).document}`)) found.push(update)
        else this.#storage.removeItem(key)
      }
    } catch {
      return
    }
    this.list = found
  }

  async #send(update: KeptUpdate): Promise<Answer<CommandAnswer>> {
    const { board, commandId, payload } = update
    const answer = await sendCommand(board, { commandId, type: 'progress.report', payload })
    if (answer.ok) {
      this.drop(update)
      this.recorded = new Map([...this.recorded, [update.of, { update, seq: answer.value.seq }]])
    } else if (PASSING.includes(answer.problem.kind)) {
      clearTimeout(this.#retry)
      this.#retry = setTimeout(() => void this.sendAll(update.person, board), RETRY_MS)
    } else this.keep({ ...update, problem: answer.problem })
    return answer
  }
}

/** True when the same update is to be sent again as it is. */
export const isPassing = ({ kind }: Problem): boolean => PASSING.includes(kind)

function parse(json: string | null): KeptUpdate | undefined {
  try {
    const update = JSON.parse(json ?? '') as Partial<KeptUpdate>
    const { person, board, of, commandId, payload, draft } = update
    const isWhole = [person, board, of, commandId].every((text) => typeof text === 'string') && payload && draft
    return isWhole ? (update as KeptUpdate) : undefined
  } catch {
    return undefined
  }
}

export const keptUpdates = new KeptUpdates(localStorage)
