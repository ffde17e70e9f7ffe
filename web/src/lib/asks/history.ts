import type { SignOffEvent, WordingView } from '@concordat/shared/http'

/** One line of an ask's history, oldest facts last. */
export type Happening =
  | { readonly kind: 'issued'; readonly seq: number; readonly at: string; readonly wording: WordingView }
  | { readonly kind: 'answered'; readonly seq: number; readonly at: string; readonly event: SignOffEvent }

/** Wordings and answers together, newest first, in the order of the ledger. */
export function happenings(wordings: readonly WordingView[], events: readonly SignOffEvent[]): Happening[] {
  return [
    ...wordings.map((wording): Happening => ({ kind: 'issued', seq: wording.seq, at: wording.issuedAt, wording })),
    ...events.map((event): Happening => ({ kind: 'answered', seq: event.seq, at: event.at, event })),
  ].sort((a, b) => b.seq - a.seq)
}

/** The acts of one authority on one part. */
export const eventsOf = (events: readonly SignOffEvent[], body: string, part: string | null): SignOffEvent[] =>
  events.filter((event) => event.body === body && event.part === part)
