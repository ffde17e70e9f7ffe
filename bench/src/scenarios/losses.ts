import type { Results } from '../load/jobs.ts'

/** Edits: sent; acknowledged or seen by another; and of those, what is not there afterwards. */
export interface Losses {
  readonly lost: number
  readonly promised: number
  readonly lostAcknowledged: number
  readonly lostSeen: number
  readonly sent: number
}

export const NO_LOSS: Losses = { lost: 0, promised: 0, lostAcknowledged: 0, lostSeen: 0, sent: 0 }

export const together = (a: Losses, b: Losses): Losses => ({
  lost: a.lost + b.lost,
  promised: a.promised + b.promised,
  lostAcknowledged: a.lostAcknowledged + b.lostAcknowledged,
  lostSeen: a.lostSeen + b.lostSeen,
  sent: a.sent + b.sent,
})

/** What was promised to `authors`, against what the documents hold now. */
export const lossOf = (authors: Results['until-killed']['authors'], clocks: Results['read-state']['clocks']): Losses =>
  authors
    .map(({ document, client, sent, acknowledged, seen }) => {
      const kept = clocks[document]?.[client] ?? 0
      const promised = Math.max(acknowledged ?? 0, seen)
      return {
        sent,
        promised,
        lost: Math.max(0, promised - kept),
        lostAcknowledged: Math.max(0, (acknowledged ?? 0) - kept),
        lostSeen: Math.max(0, seen - kept),
      }
    })
    .reduce(together, NO_LOSS)
