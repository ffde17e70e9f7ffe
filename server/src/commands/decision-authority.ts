import { readEditionsOn } from '@concordat/db/terms'
import type { BoardSettings } from '@concordat/shared/board-settings'
import { formatDay } from '@concordat/shared/dates'

import type { CommandContext } from './context.ts'
import type { Proposed } from './decision-faults.ts'
import { conflict } from './refusals.ts'

/** What the terms were found to say: the edition it rests on, and what a bound board would have been refused. */
export interface Authority {
  readonly terms?: { readonly id: string; readonly edition: number }
  readonly warning?: string
}

/**
 * Checks “decided” under the terms against the edition in force on the day it was made (E12, invariant 15). A decision that names no body is
 * held against all terms of the board. A delegation is a power of its own and is not looked for here.
 *
 * Refuses with `conflict` when the terms in force say that the body may not decide, whatever the regime; when no edition says that it may, a
 * board under regime `statutory` is refused and a voluntary one is given a warning. `current` offers “recommended to” instead.
 */
export async function authorityFor(
  ctx: CommandContext,
  { fields, madeOn }: Proposed,
  { regime }: BoardSettings,
): Promise<Authority> {
  if (fields.type !== 'decided' || fields.authority.basis !== 'terms') return {}
  const editions = await readEditionsOn(ctx.tx, ctx.board.id, madeOn, fields.body)
  const granting = editions.find(({ powers }) => powers?.mayDecide === true)
  if (granting) return { terms: { id: granting.termsId, edition: granting.edition } }

  const denying = editions.find(({ powers }) => powers?.mayDecide === false)
  const who = fields.body === undefined ? 'the board' : 'this body'
  const lack = denying
    ? `${denying.title}, edition ${denying.edition}, in force on ${formatDay(madeOn)}, does not let ${who} decide.`
    : `No terms of reference in force on ${formatDay(madeOn)} say that ${who} may decide.`
  if (denying || regime === 'statutory') {
    const recommendedTo = fields.recommendedTo ?? denying?.powers?.recommendsTo ?? null
    throw conflict(
      lack,
      `Nothing was recorded. Record it as “recommended to ${recommendedTo ?? 'whoever decides'}”, or name the delegation it rests on.`,
      { offer: 'recommended', recommendedTo },
    )
  }
  const [only, ...others] = editions
  return {
    warning: lack,
    ...(only && others.length === 0 && { terms: { id: only.termsId, edition: only.edition } }),
  }
}
