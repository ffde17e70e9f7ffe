/** Keeps an unfinished form for this tab, so that nothing typed is lost on a reload or a refusal (X4, X5). */
export class FormKeeper<Form extends object> {
  readonly #storage: Storage
  readonly #key: string

  constructor(storage: Storage, key: string) {
    this.#storage = storage
    this.#key = key
  }

  /** What was kept, as far as it can be read; nothing of it is trusted beyond filling in fields. */
  read(): Partial<Form> {
    try {
      const value: unknown = JSON.parse(this.#storage.getItem(this.#key) ?? '{}')
      return typeof value === 'object' && value !== null ? value : {}
    } catch {
      // Unreadable or forbidden storage is as good as empty.
      return {}
    }
  }

  write(form: Form): void {
    try {
      this.#storage.setItem(this.#key, JSON.stringify(form))
    } catch {
      // Storage full or switched off: the page still holds what was typed.
    }
  }

  forget(): void {
    try {
      this.#storage.removeItem(this.#key)
    } catch {
      // A browser without storage has kept nothing.
    }
  }
}
