import { eq } from 'drizzle-orm'

import { plural } from '@concordat/shared/dates'
import type { Touched } from '@concordat/shared/http-wording'
import { SIGN_OFF_STATES, SIGN_OFF_WORDS, type SignOffState } from '@concordat/shared/sign-offs'

import type { Tx } from '../client.ts'
import { bodies } from '../schema/boards.ts'
import { readAskStandings, readAuthorities, type AskStanding, type Cell } from './ask-standings.ts'
import type { Asking } from './asking.ts'
import type { BoardRow } from './boards.ts'

/** Answers that would count no longer once the words change. */
const SIGNING: readonly SignOffState[] = ['signed', 'conditions', 'call-in', 'predecessor']

/** Whom a new wording of this ask would touch (PO-5.1); undefined for an unknown ask. */
export async function readTouched(
  tx: Tx,
  board: BoardRow,
  askId: string,
  { now }: Asking,
): Promise<Touched | undefined> {
  const authorities = await readAuthorities(tx, board.id)
  const [[stands], bodyRows] = await Promise.all([
    readAskStandings(tx, board.id, authorities, now, askId),
    tx.select({ id: bodies.id, title: bodies.title }).from(bodies).where(eq(bodies.boardId, board.id)),
  ])
  return stands && touchedBy(stands, new Map(bodyRows.map(({ id, title }) => [id, title])))
}

function touchedBy({ inForce, rows }: AskStanding, names: ReadonlyMap<string, string>): Touched {
  const cells = rows.flatMap(({ part, cells: own, partners }) => [...own, ...partners].map((cell) => ({ part, cell })))
  const changing = cells.filter(({ cell }) => isChanging(cell)).length
  const prepared = cells.filter(({ cell }) => cell.standing.isPrepared).length
  return {
    wording: inForce && { version: inForce.version, hash: inForce.hash },
    sentence: sentenceOf(changing, prepared, inForce !== null),
    changing,
    groups: SIGN_OFF_STATES.filter((state) => state !== 'not-asked').flatMap((state) => {
      const inState = cells.filter(({ cell }) => cell.state === state)
      if (inState.length === 0) return []
      return [
        {
          state,
          words: SIGN_OFF_WORDS[state],
          cells: inState.map(({ part, cell }) => ({ body: cell.body, title: names.get(cell.body) ?? cell.body, part })),
        },
      ]
    }),
  }
}

const isChanging = ({ state }: Cell): boolean => SIGNING.includes(state)

function sentenceOf(changing: number, prepared: number, isIssued: boolean): string {
  if (!isIssued) return 'No wording has been issued yet: nobody has answered anything'
  const signed =
    changing === 0 ? 'No signed cell will show as changed' : `${plural(changing, 'signed cell')} will show as changed`
  return prepared === 0 ? signed : `${signed}, and ${plural(prepared, 'prepared answer')} will be set aside`
}
