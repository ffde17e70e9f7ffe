import type { ClientToServer, Here, Notice, ServerToClient } from '@concordat/shared/notices'
import { io, type Socket } from 'socket.io-client'

import type { LineState } from './board-live.svelte.ts'

const QUIET_AFTER_MS = 3_000
const AWAY_AFTER_MS = 15_000

/** What the page is told. */
export interface LineEvents {
  readonly state: (state: LineState) => void
  readonly here: (people: readonly Here[]) => void
  /** The line stands; the board's ledger is at `seq`. */
  readonly joined: (seq: number) => void
  readonly heard: (notice: Notice) => void
}

/** The socket under one board's live side: joins, reports a loss after 3 and 15 seconds (X2), and joins again. */
export class BoardLine {
  readonly #board: string
  readonly #events: LineEvents
  readonly #socket: Socket<ServerToClient, ClientToServer>
  #sinceLost: ReturnType<typeof setTimeout>[] = []
  #where: { page: string; doing: Here['doing'] } = { page: '', doing: 'reading' }

  constructor(board: string, events: LineEvents) {
    this.#board = board
    this.#events = events
    this.#socket = io({ transports: ['websocket', 'polling'], reconnectionDelayMax: 5_000 })
    this.#socket.on('connect', () => this.#join())
    this.#socket.on('disconnect', () => this.#lost())
    this.#socket.on('connect_error', () => this.#lost())
    this.#socket.on('notice', (notice) => {
      if (notice.board === board) events.heard(notice)
    })
    this.#socket.on('here', (where, people) => {
      if (where === board) events.here(people)
    })
  }

  tell(page: string, doing: Here['doing']): void {
    this.#where = { page, doing }
    if (this.#socket.connected) this.#socket.emit('here.tell', this.#board, page, doing)
  }

  /** Takes the line up again after the server has ended it: signed in again. */
  comeBack(): void {
    if (!this.#socket.connected) this.#socket.connect()
  }

  close(): void {
    this.#found()
    this.#socket.disconnect()
  }

  #join(): void {
    this.#socket.emit('board.open', this.#board, (answer) => {
      if (!answer.ok) {
        this.#events.state('away')
        return
      }
      this.#found()
      this.#events.state('live')
      this.#socket.emit('here.tell', this.#board, this.#where.page, this.#where.doing)
      this.#events.joined(answer.seq)
    })
  }

  #lost(): void {
    if (this.#sinceLost.length > 0) return
    this.#sinceLost = [
      setTimeout(() => this.#events.state('quiet'), QUIET_AFTER_MS),
      setTimeout(() => this.#events.state('away'), AWAY_AFTER_MS),
    ]
  }

  #found(): void {
    for (const timer of this.#sinceLost) clearTimeout(timer)
    this.#sinceLost = []
  }
}
