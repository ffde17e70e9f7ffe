import { formatDay } from '@concordat/shared/dates'
import type { AskList, AskView } from '@concordat/shared/http'

import { counted } from './words.ts'

/** One line beside the strip of asks. `ask` is where its link leads; without one the line speaks of several. */
export interface AskNote {
  readonly key: string
  readonly mark: 'drifted' | 'declined' | 'conditions' | 'gate'
  readonly ask: AskView | null
  readonly words: string
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** What a chair should hear about the asks, in the order of consequence: reworded, declined, with conditions, the gate. */
export function askNotes(list: AskList): AskNote[] {
  return [
    ...list.asks.flatMap((ask) => drift(ask)),
    ...answers(list, 'declined', 'Declined'),
    ...answers(list, 'conditions', 'Signed with conditions'),
    ...list.asks
      .filter(({ gate }) => gate)
      .map((ask) => ({
        key: `${ask.id}-gate`,
        mark: 'gate' as const,
        ask,
        words: `opens the next phase: ${ask.tally.signed} of ${ask.tally.of} signed. It opens only by a rule of the board; without one it stays shut.`,
      })),
  ]
}

function drift(ask: AskView): AskNote[] {
  const drifted = new Set(ask.signOffs.filter(({ state }) => state === 'drifted').map(({ body }) => body)).size
  if (drifted === 0 || ask.wording === null) return []
  const who = capital(counted(drifted, 'authority has', 'authorities have'))
  return [
    {
      key: `${ask.id}-drift`,
      mark: 'drifted',
      ask,
      words: `was reworded on ${formatDay(ask.wording.issuedAt)}. ${who} signed earlier words; each shows the change until it answers.`,
    },
  ]
}

/** `Declined: Bury ask 8a and 8b; Trafford ask 12.` One line for a state, by authority in the matrix's order. */
function answers(list: AskList, state: 'declined' | 'conditions', said: string): AskNote[] {
  const byAuthority = list.authorities.flatMap(({ id, short }) => {
    const asks = list.asks.flatMap((ask) =>
      ask.signOffs
        .filter((one) => one.body === id && one.state === state)
        .map((one) => `${ask.number}${one.part ?? ''}`)
        .sort(),
    )
    if (asks.length === 0) return []
    const last = asks.at(-1) ?? ''
    return [`${short} ask ${asks.length === 1 ? last : `${asks.slice(0, -1).join(', ')} and ${last}`}`]
  })
  return byAuthority.length === 0
    ? []
    : [{ key: state, mark: state, ask: null, words: `${said}: ${byAuthority.join('; ')}.` }]
}
