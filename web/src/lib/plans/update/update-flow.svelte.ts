import type { Problem } from '@concordat/shared/errors'
import { StaleFields } from '@concordat/shared/http-plans'

import { newCommandId } from '#lib/api/command.ts'
import { isPassing, type KeptUpdate, type KeptUpdates } from '#lib/plans/update/kept-updates.svelte.ts'
import {
  emptyUpdate,
  fieldOf,
  isEmpty,
  reportOf,
  settle,
  type Choice,
  type UpdateDraft,
  type UpdateGap,
  type Work,
} from '#lib/plans/update/update-draft.ts'

interface Sender {
  readonly person: string
  /** Slug. */
  readonly board: string
  readonly kept: KeptUpdates
}

/** One update on its way from the form to the record: sent, kept for the line, refused, or chosen again (WL-1). */
export class UpdateFlow {
  isSending = $state(false)
  errors = $state.raw<readonly UpdateGap[]>([])
  /** Why nothing was recorded, when it is neither the line nor a field. */
  refusal = $state.raw<Problem>()
  clashes = $state.raw<StaleFields['fields']>([])
  /** When what was refused had been written. */
  writtenAt = $state('')
  /** Every choice was to leave theirs standing. */
  isOver = $state(false)

  readonly #sender: Sender

  constructor(sender: Sender) {
    this.#sender = sender
  }

  /** True when it is on record. Kept on this device otherwise, or back in the form. */
  async send(draft: UpdateDraft, work: Work, beside: { today: string; needsExplanation: boolean }): Promise<boolean> {
    this.errors = []
    this.refusal = undefined
    const { person, board } = this.#sender
    return this.deliver({
      person,
      board,
      of: work.id,
      title: work.title,
      commandId: newCommandId(),
      payload: reportOf(draft, work, { writtenAt: new Date(), ...beside }),
      draft,
    })
  }

  /** Sends, or sends again, what was written: the same command each time. */
  async deliver(update: KeptUpdate): Promise<boolean> {
    this.isSending = true
    const answer = await this.#sender.kept.send(update)
    this.isSending = false
    if (answer.ok) return true
    if (!isPassing(answer.problem)) this.takeBack({ ...update, problem: answer.problem })
    return false
  }

  /** A refused update goes back to its author, with what is to be chosen or mended. Whatever it held is in its draft. */
  takeBack(update: KeptUpdate): void {
    const { problem, payload } = update
    this.#sender.kept.drop(update)
    if (problem === undefined) return
    this.writtenAt = payload.writtenAt
    const stale = StaleFields.safeParse(problem.current)
    this.clashes = problem.kind === 'stale' && stale.success ? stale.data.fields : []
    this.errors = (problem.fields ?? []).map(({ path, message }) => ({ field: fieldOf(path, payload), text: message }))
    this.refusal = this.clashes.length === 0 && this.errors.length === 0 ? problem : undefined
  }

  /** Takes the choices into the draft. True when it can be sent at once; false when it is to be edited, or nothing is left. */
  choose(draft: UpdateDraft, choices: { [field: string]: Choice }): boolean {
    settle(draft, this.clashes, choices)
    this.clashes = []
    if (Object.values(choices).includes('edit')) return false
    if (!isEmpty(draft)) return true
    this.isOver = true
    return false
  }

  again(draft: UpdateDraft): void {
    Object.assign(draft, emptyUpdate())
    this.errors = []
    this.refusal = undefined
    this.isOver = false
  }
}
