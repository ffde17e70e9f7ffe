import type { Problem } from '@concordat/shared/errors'
import type { WordingView } from '@concordat/shared/http'

import { newCommandId, sendCommand } from '../api/command.ts'
import { AnswerKeeper } from './answer-draft.ts'
import { answerErrors, answerPayload, fieldErrors, type AnswerDraft, type AnswerError } from './answer.ts'
import { showWording, type ShownWording } from './wording.ts'

interface Signing {
  readonly board: string
  readonly askId: string
  readonly part: string | undefined
  readonly person: string
  readonly wording: WordingView
  readonly storage: Storage
}

/**
 * One person answering one ask or part (CE-1). Holds the words as they were put on the screen, whatever the record says since:
 * those and no others are sent, with the digest worked out here (D2, invariant 3).
 */
export class SignFlow {
  draft: AnswerDraft
  shown: ShownWording
  errors = $state.raw<readonly AnswerError[]>([])
  /** Why the last attempt recorded nothing. */
  refusal = $state.raw<Problem | undefined>()
  isSending = $state(false)
  dateProblem = $state('')

  readonly #signing: Signing
  readonly #keeper: AnswerKeeper

  constructor(signing: Signing) {
    this.#signing = signing
    this.#keeper = new AnswerKeeper(
      signing.storage,
      signing.board,
      signing.person,
      `${signing.askId}.${signing.part ?? ''}`,
    )
    this.shown = $state.raw(showWording(signing.wording))
    this.draft = $state.raw(this.#keeper.read(signing.wording.hash))
  }

  change(change: Partial<AnswerDraft>): void {
    // Another answer has other follow-ups: what was missing for the old one is no error any more.
    if (change.answer !== undefined && change.answer !== this.draft.answer) this.errors = []
    this.draft = { ...this.draft, ...change }
    this.#keeper.write(this.shown.wording.hash, this.draft)
  }

  /** True when the answer is complete; otherwise says what is missing. */
  check(now: Date): boolean {
    this.errors = answerErrors(this.draft, now, this.dateProblem)
    this.refusal = undefined
    return this.errors.length === 0
  }

  /** Takes the new words. What was typed stays, the choice goes: it was made for the old ones (CE-1.9). */
  startAgain(wording: WordingView): void {
    this.shown = showWording(wording)
    this.draft = { ...this.draft, answer: '' }
    this.errors = []
    this.refusal = undefined
    this.#keeper.write(wording.hash, this.draft)
  }

  /** Sends the answer once; a second press while it is on its way does nothing (CE-1.10). The entry's number, or undefined when refused. */
  async send(now: Date): Promise<number | undefined> {
    const { answer } = this.draft
    if (this.isSending || answer === '' || !this.shown.isTrue || !this.check(now)) return undefined
    this.isSending = true
    const { board, askId, part } = this.#signing
    const commandId = this.#keeper.commandId(this.shown.wording.hash, this.draft, newCommandId)
    const about = { version: this.shown.wording.version, hash: this.shown.digest }
    const payload = answerPayload(askId, part, about, { ...this.draft, answer })
    const reply = await sendCommand(board, { commandId, type: 'sign-off.give', payload })
    this.isSending = false
    if (reply.ok) {
      this.#keeper.forget()
      return reply.value.seq
    }
    this.refusal = reply.problem
    this.errors = fieldErrors(reply.problem.fields ?? [])
    return undefined
  }

  /** Entry of the answer that a `conflict` says is on record already; its receipt is what the person wanted (CE-1.10). */
  get receiptOfRefusal(): number | undefined {
    const current = this.refusal?.current
    return typeof current === 'object' && current !== null && 'seq' in current && typeof current.seq === 'number'
      ? current.seq
      : undefined
  }

  /** After the record turned out to hold an answer already: the unsent one has no more use. */
  forget(): void {
    this.#keeper.forget()
  }
}
