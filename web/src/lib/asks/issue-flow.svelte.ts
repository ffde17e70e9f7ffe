import type { Problem } from '@concordat/shared/errors'
import type { AskDetail, CommandAnswer } from '@concordat/shared/http'
import { canonicalise, textHash } from '@concordat/shared/text/canonical'

import { newCommandId, sendCommand } from '../api/command.ts'
import { FormKeeper } from './form-keeper.ts'

interface NewWording {
  readonly text: string
  readonly change: 'editorial' | 'substantive' | ''
  readonly reason: string
}

interface IssueError {
  readonly field: 'wording-text' | 'change' | 'change-reason'
  readonly text: string
}

/** What keeps new wording from being issued. The first wording needs no kind of change. */
export function issueErrors(form: NewWording, inForceHash: string | null): IssueError[] {
  const errors: IssueError[] = []
  const text = canonicalise(form.text)
  if (text === '') errors.push({ field: 'wording-text', text: 'Write the wording' })
  else if (textHash(text) === inForceHash)
    errors.push({ field: 'wording-text', text: 'These are the words in force already; change them or leave them' })
  if (inForceHash !== null && form.change === '')
    errors.push({ field: 'change', text: 'Say whether the change is editorial or substantive' })
  if (form.change === 'editorial' && form.reason.trim() === '')
    errors.push({ field: 'change-reason', text: 'Write why the change is editorial' })
  return errors
}

/** Issuing the next edition of one ask: written, checked against the words in force on the screen, issued once (invariant 3). */
export class IssueFlow {
  form: NewWording = $state.raw({ text: '', change: '', reason: '' })
  errors = $state.raw<readonly IssueError[]>([])
  refusal = $state.raw<Problem | undefined>()
  isSending = $state(false)
  /** The words in force when the person began: what the command expects to replace. */
  startedFrom: AskDetail['ask']['wording'] = $state.raw(null)

  readonly #board: string
  readonly #askId: string
  readonly #keeper: FormKeeper<NewWording>
  #command: { readonly intention: string; readonly id: string } | undefined

  constructor(board: string, person: string, detail: AskDetail, storage: Storage) {
    this.#board = board
    this.#askId = detail.ask.id
    this.#keeper = new FormKeeper(storage, `concordat.issue.${board}.${person}.${detail.ask.id}`)
    this.startedFrom = detail.ask.wording
    const text = detail.draft?.texts['wording'] || detail.ask.wording?.text || ''
    this.form = { text, change: '', reason: '', ...this.#keeper.read() }
  }

  get inForceHash(): string | null {
    return this.startedFrom?.hash ?? null
  }

  change(change: Partial<NewWording>): void {
    this.form = { ...this.form, ...change }
    this.#keeper.write(this.form)
  }

  check(): boolean {
    this.errors = issueErrors(this.form, this.inForceHash)
    return this.errors.length === 0
  }

  /** Goes on from newer words: the text stays, the kind of change is asked again. */
  startAgain(wording: AskDetail['ask']['wording']): void {
    this.startedFrom = wording
    this.refusal = undefined
    this.change({ change: '' })
  }

  /** Issues the text once. The draft's digest goes along when the text is the draft's, so that a moved draft is refused too. */
  async send(draftHash: string | null): Promise<CommandAnswer | undefined> {
    if (this.isSending || !this.check()) return undefined
    const text = canonicalise(this.form.text)
    const payload = {
      askId: this.#askId,
      text,
      change: this.form.change === 'editorial' ? ('editorial' as const) : ('substantive' as const),
      ...(this.form.change === 'editorial' ? { reason: this.form.reason.trim() } : {}),
      expectHash: this.inForceHash,
      ...(draftHash !== null && textHash(text) === draftHash ? { draftHash } : {}),
    }
    const intention = JSON.stringify(payload)
    if (this.#command?.intention !== intention) this.#command = { intention, id: newCommandId() }
    this.isSending = true
    const reply = await sendCommand(this.#board, { commandId: this.#command.id, type: 'wording.issue', payload })
    this.isSending = false
    if (reply.ok) {
      this.#keeper.forget()
      return reply.value
    }
    this.refusal = reply.problem
    return undefined
  }
}
