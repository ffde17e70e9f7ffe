/** socket.io: what is told after commit, who is on the page. Never a fact itself: a client that hears of `seq` asks HTTP. */
export interface Notice {
  /** Slug of the board. */
  readonly board: string
  /** Ledger entry that is now committed; 0 for a change of drafts, which have no entry. */
  readonly seq: number
  /** Command type; or of drafts: `draft.changed`, and `draft.shrunk` when one edit removed most of one, told to those only who may write it. */
  readonly type: string
  /** Ids of the records concerned, for screens that show only some. */
  readonly about: readonly string[]
  /** London-independent instant of the entry, ISO. */
  readonly at: string
}

export interface Here {
  readonly person: string
  readonly name: string
  readonly role: string
  /** Path below the board the person is on, and what they do there. */
  readonly page: string
  readonly doing: 'reading' | 'writing' | 'away'
  /** Stable colour of the person, 1 to 6. */
  readonly colour: number
}

export interface ServerToClient {
  notice: (notice: Notice) => void
  here: (board: string, people: readonly Here[]) => void
}

export interface ClientToServer {
  /** Joins the board's room. Answers the head to compare with what the page has, or refuses. */
  'board.open': (board: string, done: (answer: { ok: true; seq: number } | { ok: false; kind: string }) => void) => void
  'board.close': (board: string) => void
  /** Tells where this person is. Ignored before `board.open`. */
  'here.tell': (board: string, page: string, doing: Here['doing']) => void
}
