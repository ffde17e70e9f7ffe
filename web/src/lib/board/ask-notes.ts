import { formatDay } from '@concordat/shared/dates'
import type { AskList, AskView } from '@concordat/shared/http'

import { counted } from './words.ts'

export interface AskNote {
  readonly key: string
  readonly mark: 'drifted' | 'declined' | 'conditions' | 'gate'
  readonly ask: AskView
  readonly part: string
  readonly words: string
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** What a chair should hear about the asks, in the order of consequence: reworded, declined, conditions, the gate. */
export function askNotes(list: AskList): AskNote[] {
  const name = (id: string): string => list.authorities.find((one) => one.id === id)?.short ?? id
  const notes: AskNote[] = []
  for (const ask of list.asks) {
    const drifted = new Set(ask.signOffs.filter(({ state }) => state === 'drifted').map(({ body }) => body)).size
    if (drifted > 0 && ask.wording) {
      const who = capital(counted(drifted, 'authority has', 'authorities have'))
      notes.push({
        key: `${ask.id}-drift`,
        mark: 'drifted',
        ask,
        part: '',
        words: `was reworded on ${formatDay(ask.wording.issuedAt)}. ${who} signed earlier words; each shows the change until it answers.`,
      })
    }
  }
  for (const state of ['declined', 'conditions'] as const) {
    for (const ask of list.asks) {
      for (const part of ask.parts.length === 0 ? [undefined] : ask.parts.map(({ id }) => id)) {
        const who = ask.signOffs.filter((one) => one.state === state && one.part === part).map(({ body }) => name(body))
        if (who.length === 0) continue
        const verb = state === 'declined' ? 'declined by' : 'signed with conditions by'
        notes.push({
          key: `${ask.id}-${part ?? ''}-${state}`,
          mark: state,
          ask,
          part: part ?? '',
          words: `${verb} ${who.join(', ')}.`,
        })
      }
    }
  }
  for (const ask of list.asks.filter(({ gate }) => gate)) {
    notes.push({
      key: `${ask.id}-gate`,
      mark: 'gate',
      ask,
      part: '',
      words: `opens the next phase: ${ask.tally.signed} of ${ask.tally.of} signed. No rule says yet how many must sign, so it stays shut.`,
    })
  }
  return notes
}
