import {
  asCellAct,
  findActs,
  findPrepared,
  findWordingInForce,
  readEditorialVersions,
  type Ask,
  type SignOffEventRow,
  type Wording,
} from '@concordat/db/asks'
import { standingOf, type Standing } from '@concordat/shared/sign-off-standing'
import { SIGN_OFF_WORDS } from '@concordat/shared/sign-offs'

import type { CommandContext } from '../commands/context.ts'
import { conflict, invalid, stale } from '../commands/refusals.ts'
import { holdersOf } from './speaking.ts'

/** One cell under the board's lock: its acts and where they leave it. */
export interface CellNow {
  readonly inForce: Wording | undefined
  readonly acts: readonly SignOffEventRow[]
  readonly standing: Standing
  /** The last act that is more than hearsay. */
  readonly last: SignOffEventRow | undefined
  /** The act whose answer stands, also when it has drifted. */
  readonly answer: SignOffEventRow | undefined
}

/** `office: 'partner'` for a partner's answer, which stays its body's whoever gave it. */
export async function loadCell(
  ctx: CommandContext,
  ask: Ask,
  { part, body, office }: { readonly part: string; readonly body: string; readonly office: 'authority' | 'partner' },
): Promise<CellNow> {
  const cell = { askId: ask.id, part, bodyId: body }
  const [inForce, acts, prepared, holders] = await Promise.all([
    findWordingInForce(ctx.tx, ctx.board.id, ask.id),
    findActs(ctx.tx, ctx.board.id, cell),
    findPrepared(ctx.tx, ctx.board.id, cell),
    office === 'partner' ? null : holdersOf(ctx, body),
  ])
  // Only an answer to earlier words asks what became of the words since.
  const isBehind = acts.some(({ wordingVersion }) => wordingVersion !== inForce?.version)
  const editorial = isBehind ? await readEditorialVersions(ctx.tx, ctx.board.id, ask.id) : undefined
  const standing = standingOf(acts.map(asCellAct), {
    isAsked: (office === 'partner' ? ask.partnerIds : ask.authorityIds).includes(body),
    inForce: inForce?.version ?? 0,
    editorial: editorial?.get(ask.id) ?? new Set(),
    today: ctx.today,
    holders: holders?.map(({ person }) => person) ?? null,
    dueDay: ask.dueDay,
    prepared: prepared ?? null,
  })
  const act = (seq: number | null): SignOffEventRow | undefined => acts.find((one) => one.seq === seq)
  return { inForce, acts, standing, last: act(standing.last), answer: act(standing.answer) }
}

/** What the sender read must be what is in force (invariant 3). */
export function requireWordsOnScreen(
  inForce: Wording | undefined,
  screen: { readonly wordingVersion: number; readonly wordingHash: string },
): Wording {
  if (inForce === undefined || inForce.version !== screen.wordingVersion || inForce.hash !== screen.wordingHash) {
    throw stale(
      'The wording has changed since you opened this ask. Read the new wording before you answer.',
      describeWording(inForce),
    )
  }
  return inForce
}

/** A withdrawn ask takes nothing more in; what was answered stays readable (PO-5.4, invariant 44). */
export function requireOpenAsk(ask: Ask): void {
  if (ask.withdrawnSeq !== null)
    throw conflict(
      `Ask ${ask.number} was withdrawn by decision ${ask.withdrawnBy ?? ''}.`,
      'Nothing was recorded. Answers given to it stay readable.',
      { seq: ask.withdrawnSeq, decision: ask.withdrawnBy },
    )
}

/** An ask with parts is answered part by part, one without as a whole (invariant 6). '' stands for the whole. */
export function requirePart(ask: Ask, part: string | undefined): string {
  if (ask.parts.length === 0) {
    if (part !== undefined)
      throw invalid([{ path: 'part', message: `Ask ${ask.number} has no parts: answer it as a whole` }])
    return ''
  }
  if (part === undefined || !ask.parts.some(({ id }) => id === part)) {
    throw invalid([
      {
        path: 'part',
        message: `Say which part of ask ${ask.number} you answer: ${ask.parts.map(({ id }) => id).join(', ')}`,
      },
    ])
  }
  return part
}

/** The act as a refused person is told it: enough to open its receipt. */
export const describeAct = (
  act: SignOffEventRow | undefined,
): { seq: number; receipt: string; event: string } | null =>
  act === undefined ? null : { seq: act.seq, receipt: act.receipt, event: act.event }

/** The state of a cell inside a sentence. */
export const stateWords = ({ state }: Standing): string => SIGN_OFF_WORDS[state].toLowerCase()

/** The wording as a refused person is told it: what they would have to read now. */
export const describeWording = (
  wording: Wording | undefined,
): { version: number; hash: string; text: string } | null =>
  wording === undefined ? null : { version: wording.version, hash: wording.hash, text: wording.text }
