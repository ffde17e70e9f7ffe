import { NO_ANSWER, type AnswerDraft } from './answer.ts'

/** What a person wrote for one cell and did not send yet, and the id that sending it will carry. */
interface Kept {
  /** Digest of the words the answer was chosen for. */
  readonly hash: string
  readonly draft: AnswerDraft
  /** The intention an id was made for: wording and answer, as one string. */
  readonly intention: string
  readonly commandId: string
}

/**
 * Keeps an unsent answer for this tab: per person, ask and part, so that nothing typed is lost on a reload, a refusal or
 * signing in again (X5), and nobody else at the same computer finds it. The answer itself is not kept over a rewording.
 */
export class AnswerKeeper {
  readonly #storage: Storage
  readonly #key: string

  constructor(storage: Storage, board: string, person: string, cell: string) {
    this.#storage = storage
    this.#key = `concordat.answer.${board}.${person}.${cell}`
  }

  /** What was written before. Follow-up text survives new words, the choice does not: it was made for the old ones. */
  read(hash: string): AnswerDraft {
    const kept = this.#kept()
    if (kept === undefined) return NO_ANSWER
    return kept.hash === hash ? kept.draft : { ...kept.draft, answer: '' }
  }

  write(hash: string, draft: AnswerDraft): void {
    const kept = this.#kept()
    this.#put({ hash, draft, intention: kept?.intention ?? '', commandId: kept?.commandId ?? '' })
  }

  /** The id of this intention: the same for the same words and answer, also after a reload; a new one once either differs (CE-1.10). */
  commandId(hash: string, draft: AnswerDraft, make: () => string): string {
    const intention = JSON.stringify([hash, draft])
    const kept = this.#kept()
    if (kept?.intention === intention && kept.commandId !== '') return kept.commandId
    const commandId = make()
    this.#put({ hash, draft, intention, commandId })
    return commandId
  }

  forget(): void {
    try {
      this.#storage.removeItem(this.#key)
    } catch {
      // A browser without storage has kept nothing.
    }
  }

  #kept(): Kept | undefined {
    try {
      const text = this.#storage.getItem(this.#key)
      return text === null ? undefined : readKept(JSON.parse(text))
    } catch {
      // Unreadable or forbidden storage is as good as empty: the person starts with a blank form.
      return undefined
    }
  }

  #put(kept: Kept): void {
    try {
      this.#storage.setItem(this.#key, JSON.stringify(kept))
    } catch {
      // Storage full or switched off: the page still holds what was typed.
    }
  }
}

function readKept(value: unknown): Kept | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { hash, draft, intention, commandId } = value as Partial<Kept>
  if (typeof hash !== 'string' || typeof draft !== 'object' || draft === null) return undefined
  return { hash, draft: { ...NO_ANSWER, ...draft }, intention: intention ?? '', commandId: commandId ?? '' }
}
