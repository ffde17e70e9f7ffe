import { randomUUID } from 'node:crypto'

import { sha256Hex } from '@concordat/shared/hash'

import type { Db } from '../client.ts'
import { asks, signOffEvents, wordings } from '../schema/asks.ts'
import { appointments, bodies, boards, people, posts, seats } from '../schema/boards.ts'
import { ledgerEntries } from '../schema/record.ts'

/** How large a board to make: so many authorities, asks and acts on each of its cells. */
export interface Size {
  readonly authorities: number
  readonly asks: number
  readonly actsPerCell: number
}

const at = new Date('2026-07-14T11:00:00.000Z')
const times = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))

/**
 * A board of any size, written straight into the tables, for asking how reading grows. Its ledger is no chain: it holds who acted,
 * which is all that the lists read of it. Gives the slug.
 */
export async function makeBigBoard(db: Db, { authorities, asks: askCount, actsPerCell }: Size): Promise<string> {
  const boardId = randomUUID()
  const slug = `big-${boardId}`
  const mark = boardId.slice(0, 8)
  await db.insert(boards).values({
    id: boardId,
    slug,
    code: 'BIG',
    title: 'Big board',
    summary: '',
    headHash: '0'.repeat(64),
    createdAt: at,
  })

  const bodyIds = times(authorities, (index) => `org-${index}`)
  const ofBody = (index: number) => ({ post: `post-${mark}-${index}`, person: `ce-${mark}-${index}` })
  await db.insert(bodies).values(
    bodyIds.map((id, index) => ({
      boardId,
      id,
      title: `Authority ${index}`,
      position: index,
      seq: 1,
      kind: 'council',
      short: `A${index}`,
      aliases: [],
      signatory: true,
      memberOf: [],
    })),
  )
  await db
    .insert(people)
    .values(
      bodyIds.map((_, index) => ({ id: ofBody(index).person, name: `Person ${index}`, invented: true, createdAt: at })),
    )
  await db
    .insert(posts)
    .values(bodyIds.map((id, index) => ({ id: ofBody(index).post, title: 'Chief executive', organisation: id })))
  await db.insert(appointments).values(
    bodyIds.map((_, index) => ({
      postId: ofBody(index).post,
      personId: ofBody(index).person,
      fromDay: '2026-01-01',
    })),
  )
  await db.insert(seats).values(
    bodyIds.map((id, index) => ({
      boardId,
      postId: ofBody(index).post,
      role: 'chief-executive' as const,
      bodyId: id,
      seq: 1,
    })),
  )

  const askIds = times(askCount, (index) => `ask-${index}`)
  const textOf = (askId: string): string => `This authority will do what ${askId} says.`
  await db.insert(asks).values(
    askIds.map((id, index) => ({
      boardId,
      id,
      number: index + 1,
      title: `Ask ${index + 1}`,
      kind: 'commitment',
      parts: [],
      authorityIds: bodyIds,
      partnerIds: [],
      relatesTo: [],
      gate: index % 10 === 0,
      dueDay: '2026-06-30',
      seq: index + 1,
    })),
  )
  let seq = 0
  const actors: { seq: number; actor: string }[] = []
  const entryBy = (actor: object): number => {
    seq += 1
    actors.push({ seq, actor: JSON.stringify(actor) })
    return seq
  }
  const chair = { person: ofBody(0).person, role: 'chair', post: ofBody(0).post, body: null }
  await db.insert(wordings).values(
    askIds.map((askId) => ({
      boardId,
      askId,
      version: 1,
      text: textOf(askId),
      hash: sha256Hex(textOf(askId)),
      canonVersion: 1,
      change: 'first' as const,
      issuedAt: at,
      issuedBy: chair.person,
      seq: entryBy(chair),
    })),
  )
  const events = askIds.flatMap((askId) =>
    bodyIds.flatMap((bodyId, index) =>
      times(actsPerCell, (act) => {
        const { person, post } = ofBody(index)
        const own = entryBy({ person, role: 'chief-executive', post, body: bodyId })
        return {
          boardId,
          seq: own,
          askId,
          part: '',
          bodyId,
          event: (['signed', 'withdrawn'] as const)[(actsPerCell - 1 - act) % 2] ?? 'signed',
          wordingVersion: 1,
          wordingHash: sha256Hex(textOf(askId)),
          conditions: [],
          receipt: `BIG-${own}`,
          personId: person,
          postId: post,
          principal: person,
          at,
        }
      }),
    ),
  )
  for (let from = 0; from < actors.length; from += PIECE)
    await db.insert(ledgerEntries).values(
      actors.slice(from, from + PIECE).map((entry) => ({
        boardId,
        ...entry,
        type: 'sign-off.give',
        at,
        payload: '{}',
        prevHash: '0'.repeat(64),
        hash: sha256Hex(`${boardId} ${entry.seq}`),
      })),
    )
  for (let from = 0; from < events.length; from += PIECE)
    await db.insert(signOffEvents).values(events.slice(from, from + PIECE))
  return slug
}

/** Rows in one statement: Postgres takes 65,535 values. */
const PIECE = 1000
