import type { Db } from './client.ts'

/**
 * How far boards have come, record and drafts: the head of the ledger, a space, and when a draft was last projected. Differs when
 * somebody who reads a board would see something new. Pairs of slug and movement.
 */
export async function movementOf(db: Db, slugs: readonly string[]): Promise<[board: string, movement: string][]> {
  if (slugs.length === 0) return []
  const rows = await db.$client<{ slug: string; movement: string }[]>`
    select b.slug, b.head_seq || ' ' || coalesce(extract(epoch from max(p.changed_at))::text, '') as movement
    from boards b
    left join documents d on d.board_id = b.id
    left join document_projections p on p.document_id = d.id
    where b.slug in ${db.$client([...slugs])}
    group by b.id`
  return rows.map(({ slug, movement }) => [slug, movement])
}
