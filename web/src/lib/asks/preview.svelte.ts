import type { WordingPreview } from '@concordat/shared/http-wording'
import { canonicalise } from '@concordat/shared/text/canonical'

import { post } from '../api/request.ts'

const PAUSE_MS = 400

/**
 * What the server says that issuing a text would do: whom it touches and what of weight changes (PO-5.1). Asked again whenever the
 * typing pauses; nothing is recorded by it. `value` is kept while the next answer is on its way, and says by `isFor` what it is about.
 */
export class Preview {
  value: WordingPreview | undefined = $state.raw()
  /** True when the server could not say. */
  isUnknown = $state(false)

  readonly #address: string
  #timer: ReturnType<typeof setTimeout> | undefined
  #asked = ''

  constructor(board: string, ask: string) {
    this.#address = `/api/boards/${board}/asks/${ask}/wording-preview`
  }

  isFor(text: string): boolean {
    return this.value?.text === canonicalise(text)
  }

  /** Asks once the typing pauses; `stop` on leaving. */
  follow(text: string): void {
    this.stop()
    this.#timer = setTimeout(() => void this.ask(text), PAUSE_MS)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  async ask(text: string): Promise<void> {
    const canonical = canonicalise(text)
    if (canonical === '') return
    this.#asked = canonical
    const answer = await post<WordingPreview>(this.#address, { text })
    // An answer to what was typed before has been overtaken.
    if (this.#asked !== canonical) return
    this.isUnknown = !answer.ok
    if (answer.ok) this.value = answer.value
  }
}
