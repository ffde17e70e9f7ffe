import { findWordingInForce } from '@concordat/db/asks'
import { insertGateEvent, listGateEvents } from '@concordat/db/gates'
import type { CommandType } from '@concordat/shared/commands'

import type { CommandContext, Handler } from '../commands/context.ts'
import { openGateRecord, type GateContext } from './gate-record.ts'

/**
 * The same handler, after which every gate it has to do with opens if its rule now holds: in the same transaction, as an entry of
 * its own that names the act (invariant 7). Only the calendar opens gates besides, when a call-in period has passed (`gate-keeper.ts`);
 * nothing shuts one in silence (invariant 8).
 */
export function openingGates<T extends CommandType>(handler: Handler<T>): Handler<T> {
  return async (ctx, payload) => {
    const outcome = await handler(ctx, payload)
    const concerned = await listGateEvents(ctx.tx, ctx.board.id, outcome.about)
    const opened: string[] = []
    for (const askId of new Set(concerned.map((event) => event.askId)))
      opened.push(...(await openIfReady(ctx, askId, outcome.result.seq)))
    return { ...outcome, about: [...new Set([...outcome.about, ...opened])] }
  }
}

/** Who opens a gate, and with which pen. */
interface Opener extends GateContext, Pick<CommandContext, 'append'> {
  readonly actor: { readonly person: string }
}

/**
 * Opens a gate that is shut and whose rule holds; `act` is the entry by which it does. Gives ids of what that concerns: its ask, and the
 * milestone behind it; none when the gate stays as it is.
 */
export async function openIfReady(ctx: Opener, askId: string, act: number): Promise<string[]> {
  const { ask, record, readiness } = await openGateRecord(ctx, askId)
  const inForce = await findWordingInForce(ctx.tx, ctx.board.id, askId)
  const rule = record.ruled?.rule ?? null
  if (rule === null || readiness === null || inForce === undefined) return []
  if (record.opened !== null || !readiness.isMet || ask.withdrawnSeq !== null) return []
  const opens = record.ruled?.opens ?? null
  const { seq, at } = await ctx.append(
    {
      askId: ask.id,
      number: ask.number,
      rule: rule.kind === 'named' ? { ...rule, bodies: [...rule.bodies] } : { ...rule },
      act,
      opens: opens ?? undefined,
      signed: [...readiness.signed],
      wordingVersion: inForce.version,
      wordingHash: inForce.hash,
    },
    'gate.open',
  )
  await insertGateEvent(ctx.tx, {
    boardId: ctx.board.id,
    seq,
    askId: ask.id,
    event: 'opened',
    opens,
    act,
    missing: [],
    personId: ctx.actor.person,
    at,
  })
  return [ask.id, ...(opens === null ? [] : [opens])]
}
