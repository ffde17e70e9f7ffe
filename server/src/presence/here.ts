import type { Here } from '@concordat/shared/notices'

/** Where one socket is on one board. */
interface Spot {
  readonly person: string
  readonly here: Here
}

const MOST_ALIVE: readonly Here['doing'][] = ['writing', 'reading', 'away']

/** Who is on which board, by socket: kept in memory, since it is true only as long as the sockets are. Knows no socket.io. */
export class WhoIsHere {
  readonly #boards = new Map<string, Map<string, Spot>>()

  tell(board: string, socket: string, here: Here): void {
    const spots = this.#boards.get(board) ?? new Map<string, Spot>()
    // Set anew, so that the last one told is the last one listed.
    spots.delete(socket)
    spots.set(socket, { person: here.person, here })
    this.#boards.set(board, spots)
  }

  /** True when the socket was on the board. */
  leave(board: string, socket: string): boolean {
    const spots = this.#boards.get(board)
    const wasThere = spots?.delete(socket) ?? false
    if (spots?.size === 0) this.#boards.delete(board)
    return wasThere
  }

  /** Each person once, where they are most alive: writing before reading before away, and then where they were last. By name. */
  on(board: string): Here[] {
    const people = new Map<string, Here>()
    for (const { person, here } of this.#boards.get(board)?.values() ?? []) {
      const known = people.get(person)
      if (!known || MOST_ALIVE.indexOf(here.doing) <= MOST_ALIVE.indexOf(known.doing)) people.set(person, here)
    }
    return [...people.values()].sort((a, b) => a.name.localeCompare(b.name, 'en-GB'))
  }
}

const COLOURS = 6

/** The person's colour, 1 to 6, the same on every screen and every day (FNV-1a over the id). */
export function colourOf(person: string): number {
  let hash = 0x811c9dc5
  for (const character of person) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return ((hash >>> 0) % COLOURS) + 1
}
