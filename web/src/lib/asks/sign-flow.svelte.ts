import type { Problem } from '@concordat/shared/errors'
import type { WordingView } from '@concordat/shared/http'

import { newCommandId, sendCommand } from '../api/command.ts'
import { AnswerKeeper } from './answer-draft.ts'
import {
  answerErrors,
  answerPayload,
  fieldErrors,
  type AnswerDraft,
  type AnswerError,
  type DateProblems,
} from './answer.ts'
import { needsProof } from './proof.ts'
import { showWording, type ShownWording } from './wording.ts'

interface Signing {
  readonly board: string
  readonly askId: string
  readonly part: string | undefined
  readonly person: string
  readonly wording: WordingView
  readonly storage: Storage
  /** An answer, or one that is only laid ready for the chief executive (CE-1.11). */
  readonly act: 'give' | 'prepare'
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
  /** True while whoever answers has to prove who they are first (D11). */
  wantsProof = $state(false)

  readonly #signing: Signing
  readonly #keeper: AnswerKeeper
  readonly #dates: { [field: string]: string } = {}

  constructor(signing: Signing) {
    this.#signing = signing
    this.#keeper = new AnswerKeeper(
      signing.storage,
      signing.board,
      signing.person,
      `${signing.act === 'give' ? '' : 'prepare.'}${signing.askId}.${signing.part ?? ''}`,
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

  /** Why what stands in the boxes of a date is none; empty when it is one. */
  dateProblem(field: string, problem: string): void {
    this.#dates[field] = problem
  }

  /** What is missing; nothing is said of it yet. */
  missing(now: Date): AnswerError[] {
    return answerErrors(this.draft, now, this.#dates satisfies DateProblems)
  }

  /** True when the answer is complete; otherwise says what is missing. */
  check(now: Date): boolean {
    this.errors = this.missing(now)
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
    const { board, askId, part, act } = this.#signing
    const commandId = this.#keeper.commandId(this.shown.wording.hash, this.draft, newCommandId)
    const about = { version: this.shown.wording.version, hash: this.shown.digest }
    const payload = answerPayload(askId, part, about, { ...this.draft, answer })
    const note = this.draft.note.trim()
    const reply = await (act === 'give'
      ? sendCommand(board, { commandId, type: 'sign-off.give', payload })
      : sendCommand(board, {
          commandId,
          type: 'sign-off.prepare',
          payload: { ...payload, ...(note !== '' && { note }) },
        }))
    this.isSending = false
    if (reply.ok) {
      this.#keeper.forget()
      return reply.value.seq
    }
    this.wantsProof = needsProof(reply.problem)
    if (this.wantsProof) return undefined
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
