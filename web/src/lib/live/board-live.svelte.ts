import { invalidate } from '$app/navigation'
import type { ClientToServer, Here, Notice, ServerToClient } from '@concordat/shared/notices'
import type { Socket } from 'socket.io-client'
import { createContext } from 'svelte'

import { boardKey } from '../api/load.ts'

/** How the page hears of what others do. `quiet` is a lost line that may be back at once; `away` is one to be told about (X2). */
export type LineState = 'opening' | 'live' | 'quiet' | 'away'

const QUIET_AFTER_MS = 3_000
const AWAY_AFTER_MS = 15_000
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
  upToDateAt = $state<Date | null>(null)
  /** Records changed by others while the page is open, by id; a mark stays until `seen`. */
  changed = $state.raw<ReadonlyMap<string, Notice>>(new Map())

  #seq: number
  #socket: Socket<ServerToClient, ClientToServer> | undefined
  #gather: ReturnType<typeof setTimeout> | undefined
  #downSince: ReturnType<typeof setTimeout>[] = []
  #where: { page: string; doing: Here['doing'] } = { page: '', doing: 'reading' }
  #closed = false

  constructor(board: string, seq: number) {
    this.board = board
    this.#seq = seq
  }

  /** Opens the line. The client library is loaded here, after the first view stands. */
  async open(): Promise<void> {
    const { io } = await import('socket.io-client')
    if (this.#closed) return
    const socket: Socket<ServerToClient, ClientToServer> = io({
      transports: ['websocket', 'polling'],
      reconnectionDelayMax: 5_000,
    })
    this.#socket = socket
    socket.on('connect', () => this.#join())
    socket.on('disconnect', () => this.#lost())
    socket.on('connect_error', () => this.#lost())
    socket.on('notice', (notice) => {
      if (notice.board === this.board) this.#hear(notice)
    })
    socket.on('here', (board, people) => {
      if (board === this.board) this.here = people
    })
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#gather)
    for (const timer of this.#downSince) clearTimeout(timer)
    this.#socket?.disconnect()
  }

  /** Tells the others where this person is and whether they write there. */
  tell(page: string, doing: Here['doing']): void {
    this.#where = { page, doing }
    if (this.#socket?.connected) this.#socket.emit('here.tell', this.board, page, doing)
  }

  /** Takes the mark of a change away once it has been seen. */
  seen(id: string): void {
    if (!this.changed.has(id)) return
    this.changed = new Map([...this.changed].filter(([changed]) => changed !== id))
  }

  #join(): void {
    this.#socket?.emit('board.open', this.board, (answer) => {
      if (!answer.ok) {
        this.line = 'away'
        return
      }
      for (const timer of this.#downSince) clearTimeout(timer)
      this.#downSince = []
      this.line = 'live'
      this.#socket?.emit('here.tell', this.board, this.#where.page, this.#where.doing)
      if (answer.seq > this.#seq) this.#readAgain(answer.seq)
      else this.upToDateAt = new Date()
    })
  }

  #lost(): void {
    if (this.#downSince.length > 0) return
    this.#downSince = [
      setTimeout(() => (this.line = 'quiet'), QUIET_AFTER_MS),
      setTimeout(() => (this.line = 'away'), AWAY_AFTER_MS),
    ]
  }

  #hear(notice: Notice): void {
    this.changed = new Map([...this.changed, ...notice.about.map((id) => [id, notice] as const)])
    this.#readAgain(notice.seq)
  }

  #readAgain(seq: number): void {
    this.#seq = Math.max(this.#seq, seq)
    this.#gather ??= setTimeout(() => {
      this.#gather = undefined
      void invalidate(boardKey(this.board)).then(() => (this.upToDateAt = new Date()))
    }, GATHER_MS)
  }
}

export const [useBoardLive, setBoardLive] = createContext<BoardLive>()
