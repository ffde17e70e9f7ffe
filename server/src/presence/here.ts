import type { Here } from '@concordat/shared/notices'

const MOST_ALIVE: readonly Here['doing'][] = ['writing', 'reading', 'away']

/** Who is on which board, by socket: kept in memory, since it is true only as long as the sockets are. Knows no socket.io. */
export class WhoIsHere {
  readonly #boards = new Map<string, Map<string, Here>>()
  /** People on other nodes, as those told last: by board and node. */
  readonly #elsewhere = new Map<string, Map<string, { readonly people: readonly Here[]; readonly at: number }>>()

  tell(board: string, socket: string, here: Here): void {
    const spots = this.#boards.get(board) ?? new Map<string, Here>()
    // Set anew, so that the last one told is the last one listed.
    spots.delete(socket)
    spots.set(socket, here)
    this.#boards.set(board, spots)
  }

  /** True when the socket was on the board. */
  leave(board: string, socket: string): boolean {
    const spots = this.#boards.get(board)
    const wasThere = spots?.delete(socket) ?? false
    if (spots?.size === 0) this.#boards.delete(board)
    return wasThere
  }

  /** The boards somebody on this node is on. */
  get boards(): readonly string[] {
    return [...this.#boards.keys()]
  }

  /** Who is on the board through this node: each socket by itself. */
  onThisNode(board: string): Here[] {
    return [...(this.#boards.get(board)?.values() ?? [])]
  }

  /** Another node says who is on a board through it; that holds until it says otherwise, or is forgotten. */
  tellNode(board: string, node: string, people: readonly Here[], at: number): void {
    const nodes = this.#elsewhere.get(board) ?? new Map<string, { people: readonly Here[]; at: number }>()
    nodes.delete(node)
    if (people.length > 0) nodes.set(node, { people, at })
    if (nodes.size > 0) this.#elsewhere.set(board, nodes)
    else this.#elsewhere.delete(board)
  }

  /** Forgets nodes that have said nothing since `before`. The boards where that makes a difference. */
  forgetSilent(before: number): string[] {
    const changed: string[] = []
    for (const [board, nodes] of this.#elsewhere) {
      for (const [node, { at }] of nodes) {
        if (at >= before) continue
        this.tellNode(board, node, [], at)
        changed.push(board)
      }
    }
    return changed
  }

  /** Each person once, where they are most alive: writing before reading before away, and then where they were last. By name. */
  on(board: string): Here[] {
    const people = new Map<string, Here>()
    const elsewhere = [...(this.#elsewhere.get(board)?.values() ?? [])].flatMap((node) => node.people)
    for (const here of [...elsewhere, ...this.onThisNode(board)]) {
      const known = people.get(here.person)
      if (!known || MOST_ALIVE.indexOf(here.doing) <= MOST_ALIVE.indexOf(known.doing)) people.set(here.person, here)
    }
    return [...people.values()].sort((a, b) => a.name.localeCompare(b.name, 'en-GB'))
  }
}
