import type { FastifyBaseLogger, FastifyPluginAsync } from 'fastify'
import fp from 'fastify-plugin'

import { inTransaction, type Db, type Tx } from '@concordat/db/client'
import { CALENDAR, findGatesInWait } from '@concordat/db/gates'
import { appendEntry, insertAbout, lockBoard } from '@concordat/db/ledger'
import { readDecidingCallIn } from '@concordat/db/read/gates'
import { londonDay } from '@concordat/shared/dates'
import type { Notice } from '@concordat/shared/notices'

import type { Clock } from '../platform/clock.ts'
import { openGateRecord } from './gate-record.ts'
import { openIfReady } from './opening-gates.ts'

const HOUR_MS = 3_600_000
/** Clocks of nodes and database differ a little: late enough that all of them are on the new day. */
const AFTER_THE_HOUR_MS = 5_000

export interface GateKeeperParts {
  readonly db: Db
  readonly clock: Clock
  readonly log: Pick<FastifyBaseLogger, 'error'>
  publish(notices: readonly Notice[]): void
}

/**
 * Opens the gates whose rule holds since a call-in period has passed, and nobody has acted since (ADR 14). Every node may look at the
 * same time: the board's row decides who opens, and the others find it open. What fails is logged, and found again in the next round.
 */
export async function openGatesByCalendar(parts: GateKeeperParts): Promise<void> {
  const { db, clock, log } = parts
  for (const { boardId, askId } of await findGatesInWait(db, londonDay(clock()))) {
    try {
      parts.publish(await inTransaction(db, async (tx) => openByCalendar(tx, { boardId, askId, clock })))
    } catch (error) {
      log.error({ err: error, boardId, askId }, 'a gate could not be looked at')
    }
  }
}

async function openByCalendar(
  tx: Tx,
  { boardId, askId, clock }: { readonly boardId: string; readonly askId: string; readonly clock: Clock },
): Promise<Notice[]> {
  const board = await lockBoard(tx, boardId)
  if (!board) return []
  const now = clock()
  const { record } = await openGateRecord({ tx, board, now }, askId)
  const rule = record.ruled?.rule ?? null
  const callIn = rule && (await readDecidingCallIn(tx, boardId, { askId, rule, now }))
  if (callIn === null || callIn.until >= londonDay(now)) return []

  const entries: { seq: number; at: Date; type: 'gate.open' }[] = []
  const opener = {
    tx,
    board,
    now,
    actor: CALENDAR,
    async append(payload: Parameters<typeof appendEntry>[2]['payload']) {
      const { seq, at } = await appendEntry(tx, boardId, { type: 'gate.open', at: now, actor: CALENDAR, payload })
      const written = { seq, at: new Date(at), type: 'gate.open' } as const
      entries.push(written)
      return written
    },
  }
  const opened = await openIfReady(opener, askId, callIn.seq)
  const about = [...opened, callIn.body]
  await insertAbout(
    tx,
    boardId,
    entries.map(({ seq }) => seq),
    about,
  )
  return entries.map(({ seq, at, type }) => ({ board: board.slug, seq, type, about, at: at.toISOString() }))
}

/** Milliseconds to the next round. Midnight in London is a full hour by UTC, summer and winter, so one round in an hour meets it. */
export const untilNextRound = (now: Date): number => HOUR_MS - (now.getTime() % HOUR_MS) + AFTER_THE_HOUR_MS

/** Looks when the server begins to listen, and shortly after every full hour. */
const gateKeeper: FastifyPluginAsync = async (app) => {
  const { db, clock, log } = app
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> = Promise.resolve()
  let isClosing = false
  const look = async (): Promise<void> => {
    await openGatesByCalendar({ db, clock, log, publish: (notices) => app.notices.publish(notices) }).catch(
      (error: unknown) => log.warn({ err: error }, 'the gates could not be looked at'),
    )
    if (!isClosing) timer = setTimeout(begin, untilNextRound(clock())).unref()
  }
  const begin = (): void => {
    round = look()
  }
  // Not before: sample boards are loaded between `ready` and `listen`.
  app.addHook('onListen', async () => begin())
  app.addHook('onClose', async () => {
    isClosing = true
    clearTimeout(timer)
    await round
  })
}

export default fp(gateKeeper, { name: 'gate-keeper', dependencies: ['database', 'notices'] })
