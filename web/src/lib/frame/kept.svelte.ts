/**
 * A form's state that outlives a reload or a lost session: kept in this tab's storage under `key` until `forget`.
 * The key names the person, so that the next user of a shared computer does not find it.
 */
export class Kept<T extends object> {
  value: T
  readonly #key: string

  constructor(key: string, fresh: T) {
    this.#key = `concordat:${key}`
    this.value = $state({ ...fresh, ...this.#read() })
    $effect(() => {
      sessionStorage.setItem(this.#key, JSON.stringify(this.value))
    })
  }

  forget(): void {
    sessionStorage.removeItem(this.#key)
  }

  #read(): Partial<T> {
    try {
      return JSON.parse(sessionStorage.getItem(this.#key) ?? '{}') as Partial<T>
    } catch {
      // Storage that is switched off or holds something else: the form starts empty, and nothing of ours is lost.
      return {}
    }
  }
}
