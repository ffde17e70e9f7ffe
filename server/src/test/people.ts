import { randomUUID } from 'node:crypto'

import type { Db } from '@concordat/db/client'
import { appointments, boards, bodies, people, posts, seats } from '@concordat/db/schema/boards'
import type { Role } from '@concordat/shared/roles'

const AT = new Date('2026-01-01T09:00:00.000Z')

/** A board with nothing on it but its row, and two authorities to speak for. Gives its id. */
export async function makeBoard(db: Db, slug: string): Promise<string> {
  const id = randomUUID()
  await db.insert(boards).values({
    id,
    slug,
    code: 'TB',
    title: `Board ${slug}`,
    summary: 'For a test',
    headHash: '0'.repeat(64),
    createdAt: AT,
  })
  await db.insert(bodies).values(
    ['bolton', 'bury'].map((body, position) => ({
      boardId: id,
      id: body,
      title: `${body} council`,
      short: body,
      kind: 'council',
      position,
      aliases: [],
      signatory: true,
      memberOf: [],
      seq: 1,
    })),
  )
  return id
}

/** An invented person in one post with a seat on `boardId`. The post is named `<person>-post` unless said otherwise. */
export async function seatPerson(
  db: Db,
  boardId: string,
  person: string,
  role: Role,
  {
    post = `${person}-post`,
    body = null,
    from = '2026-01-01',
    to = null,
    scope = null,
    invented = true,
  }: SeatOptions = {},
): Promise<void> {
  await db
    .insert(people)
    .values({ id: person, name: `Test ${person}`, invented, createdAt: AT })
    .onConflictDoNothing()
  await db
    .insert(posts)
    .values({ id: post, title: `${role} post`, organisation: 'Test organisation' })
    .onConflictDoNothing()
  await db
    .insert(appointments)
    .values({ postId: post, personId: person, fromDay: from, toDay: to })
    .onConflictDoNothing()
  await db.insert(seats).values({ boardId, postId: post, role, bodyId: body, scope, seq: 1 })
}

interface SeatOptions {
  readonly post?: string
  readonly body?: string | null
  readonly from?: string
  readonly to?: string | null
  readonly scope?: string[] | null
  readonly invented?: boolean
}
