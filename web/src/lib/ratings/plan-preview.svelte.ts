import type { PlanPreview, PlanPreviewAsk } from '@concordat/shared/http-plans'

import { post } from '../api/request.ts'

const PAUSE_MS = 250

/**
 * What the record would say to something that is not saved yet (B7, WL-1.3): asked again as the person chooses, the last question
 * wins. An answer that does not come leaves nothing shown; the server checks again when it is saved.
 */
export class PlanPreviewer {
  found = $state.raw<PlanPreview>()
  /** True from a choice until its answer is here. */
  isAsking = $state(false)

  readonly #board: string
  #question = 0
  #pause: ReturnType<typeof setTimeout> | undefined

  /** `board`: slug. */
  constructor(board: string) {
    this.#board = board
  }

  /** Null when there is nothing to ask: what was found goes. */
  ask(about: PlanPreviewAsk | null): void {
    clearTimeout(this.#pause)
    const question = ++this.#question
    if (about === null) {
      this.found = undefined
      this.isAsking = false
      return
    }
    this.isAsking = true
    this.#pause = setTimeout(() => void this.#send(question, about), PAUSE_MS)
  }

  stop(): void {
    clearTimeout(this.#pause)
    this.#question++
  }

  async #send(question: number, about: PlanPreviewAsk): Promise<void> {
    const answer = await post<PlanPreview>(`/api/boards/${this.#board}/checks`, about)
    if (question !== this.#question) return
    this.isAsking = false
    this.found = answer.ok ? answer.value : undefined
  }
}
