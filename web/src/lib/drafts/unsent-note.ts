import { forgetUnsent, noteUnsent, allUnsent, type Unsent } from './unsent-drafts.ts'

/** Keeps the note of one window in step with what it owes the server, and clears away what earlier windows left of the same draft. */
export class UnsentNote {
  readonly #of: Omit<Unsent, 'changes' | 'client'>
  #client: number
  #owed = 0
  #noted = 0
  /** Notes of windows whose text this one has found on the device, and is sending. */
  #inherited: readonly Unsent[] = []

  constructor(of: Omit<Unsent, 'changes' | 'client'>, client: number) {
    this.#of = of
    this.#client = client
  }

  /** This device's copy has been read, so whatever was noted of it is now this window's to send. */
  inherit(): void {
    const { person, document, epoch } = this.#of
    this.#inherited = allUnsent().filter(
      (unsent) => unsent.person === person && unsent.document === document && unsent.epoch === epoch,
    )
  }

  /** From here on this window writes under another client id. */
  moveTo(client: number): void {
    const changes = this.#owed
    this.tell(0, true)
    this.#client = client
    this.tell(changes, true)
  }

  /** So many changes are owed now. While the server answers, the exact number changes many times a second and is of no use. */
  tell(changes: number, isExact: boolean): void {
    this.#owed = changes
    if (changes === this.#noted || (!isExact && changes > 0 && this.#noted > 0)) return
    this.#noted = changes
    const note = { ...this.#of, client: this.#client }
    if (changes === 0) forgetUnsent(note)
    else noteUnsent({ ...note, changes })
  }

  /** Everything on this device is with the server. */
  settle(): void {
    this.tell(0, true)
    for (const unsent of this.#inherited) forgetUnsent(unsent)
    this.#inherited = []
  }
}
