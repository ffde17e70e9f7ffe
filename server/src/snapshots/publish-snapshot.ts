import type { FastifyInstance } from 'fastify'

import { readHead } from '@concordat/db/ledger'
import { findSnapshot, insertPublished, isPublished } from '@concordat/db/snapshots'
import { sha256Hex } from '@concordat/shared/hash'
import type { SnapshotContent } from '@concordat/shared/snapshot'

import type { Handler } from '../commands/context.ts'
import { conflict, notFound, stale } from '../commands/refusals.ts'
import { renderSnapshot } from './render.ts'

/** What publishing asks of the ledger. */
type PublishingLedger = Pick<FastifyInstance['ledger'], 'verifyIn' | 'signIn'>

/**
 * Publishes a frozen snapshot: renders its page once and for ever, and puts page and canonical JSON where the public reads
 * (architecture 6, F2). The ledger entry holds the digests of both. Whoever froze it may not publish it (spec 4.11).
 *
 * Rejects: `forbidden` (not the chair, or the one who froze it), `not-found`, `stale` (another content than the sender saw),
 * `conflict` (published already, or the record does not hold: fault F29). The head is signed in the same transaction (J2).
 */
export const publishSnapshot =
  (ledger: PublishingLedger): Handler<'snapshot.publish'> =>
  async (ctx, { number, expectHash }) => {
    const { tx, board, now } = ctx
    const snapshot = await findSnapshot(tx, board.id, number)
    // Asked before anything is told: who may not publish does not learn which numbers there are.
    ctx.authorise(
      'snapshot.publish',
      { frozenBy: snapshot?.frozenBy ?? '' },
      'Only the chair publishes snapshots, and never one that they froze themselves.',
    )
    if (!snapshot) throw notFound(`Snapshot ${number}`)

    const { title, content, contentHash, frozenAt } = snapshot
    if (await isPublished(tx, board.slug, number)) {
      throw conflict(
        `Snapshot ${number} is published already.`,
        'Nothing was recorded. A published report stays as it is.',
        { number, contentHash },
      )
    }
    if (expectHash !== undefined && expectHash !== contentHash)
      throw stale('This is not the content you had on screen.', { number, contentHash })
    if (sha256Hex(content) !== contentHash)
      throw new Error(`Snapshot ${number} of board ${board.slug} is damaged: its content does not have its digest`)

    // Before the chain grows by this entry: it must not be laid over a break.
    const record = await ledger.verifyIn(tx, board)
    if (!record.ok) {
      throw conflict(
        'The record of this board does not hold, so nothing is published from it.',
        `Nothing was recorded. ${record.detail ?? ''} Tell whoever runs this service, and the monitoring officer.`,
        { at: record.at, reason: record.reason },
      )
    }

    // Written by `canonicalContent` and held to its digest just now.
    const html = renderSnapshot({ content: JSON.parse(content) as SnapshotContent, contentHash, publishedAt: now })
    const htmlHash = sha256Hex(html)
    const { seq } = await ctx.append({ number, title, contentHash, htmlHash })
    await insertPublished(tx, {
      boardSlug: board.slug,
      number,
      title,
      html,
      htmlHash,
      content,
      contentHash,
      frozenAt,
      publishedAt: now,
      seq,
    })
    await ledger.signIn(tx, board, await readHead(tx, board.id))
    return { result: { seq, number, hash: contentHash }, about: [`snapshot-${number}`] }
  }
