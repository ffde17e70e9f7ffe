import { invalidate } from '$app/navigation'
import { navigating } from '$app/state'
import type { Here, Notice } from '@concordat/shared/notices'
import { createContext } from 'svelte'

import { boardKey } from '../api/load.ts'
import type { BoardLine } from './board-line.ts'

/** How the page hears of what others do. `quiet` is a lost line that may be back at once; `away` is one to be told about (X2). */
export type LineState = 'opening' | 'live' | 'quiet' | 'away'

/** Several entries of one act (or of ten people at once) cause one reading. */
const GATHER_MS = 40

/**
 * The live side of one board: makes pages read again when something was committed, and says who is here.
 * Holds no facts; a lost notice is late, never lost, because every opening compares the head of the ledger.
 */
export class BoardLive {
  readonly board: string
  line = $state<LineState>('opening')
  here = $state.raw<readonly Here[]>([])
  /** When the page last matched the server. */
  upToDateAt = $state.raw<Date | null>(null)
  /** Records changed by others while the page is open, by id; a mark stays until `seen`. */
  changed = $state.raw<ReadonlyMap<string, Notice>>(new Map())

  #seq: number
  #line: BoardLine | undefined
  #gather: ReturnType<typeof setTimeout> | undefined
  #where: { page: string; doing: Here['doing'] } = { page: '', doing: 'reading' }
  #closed = false

  constructor(board: string, seq: number) {
    this.board = board
    this.#seq = seq
  }

  /** Opens the line. All it takes is loaded here, after the first view stands. */
  async open(): Promise<void> {
    const { BoardLine } = await import('./board-line.ts')
    if (this.#closed) return
    this.#line = new BoardLine(this.board, {
      state: (state) => (this.line = state),
      here: (people) => (this.here = people),
      joined: (seq) => (seq > this.#seq ? this.#readAgain(seq) : (this.upToDateAt = new Date())),
      heard: (notice) => {
        this.changed = new Map([...this.changed, ...notice.about.map((id) => [id, notice] as const)])
        this.#readAgain(notice.seq)
      },
    })
    this.#line.tell(this.#where.page, this.#where.doing)
  }

  /** Signed in again: the server had ended the line, and does not take it up by itself. */
  comeBack(): void {
    this.#line?.comeBack()
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#gather)
    this.#line?.close()
  }

  /** Tells the others where this person is and whether they write there. */
  tell(page: string, doing: Here['doing']): void {
    this.#where = { page, doing }
    this.#line?.tell(page, doing)
  }

  /** Takes the mark of a change away once it has been seen. */
  seen(id: string): void {
    if (!this.changed.has(id)) return
    this.changed = new Map([...this.changed].filter(([changed]) => changed !== id))
  }

  #readAgain(seq: number): void {
    this.#seq = Math.max(this.#seq, seq)
    this.#gather ??= setTimeout(() => {
      this.#gather = undefined
      void this.#read()
    }, GATHER_MS)
  }

  async #read(): Promise<void> {
    // The router drops a reading that is asked for while a page changes, and says nothing of it.
    for (let change = navigating.complete; change !== null;) {
      await change.catch(() => undefined)
      change = navigating.complete === change ? null : navigating.complete
    }
    await invalidate(boardKey(this.board))
    this.upToDateAt = new Date()
  }
}

export const [useBoardLive, setBoardLive] = createContext<BoardLive>()
