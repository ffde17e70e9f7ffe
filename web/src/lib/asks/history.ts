import { formatDay } from '@concordat/shared/dates'
import type { SignOffEvent, WordingView } from '@concordat/shared/http'
import type { ClassificationView } from '@concordat/shared/http-wording'
import { bySaid } from '@concordat/shared/sign-off-words'

import { eventWord } from './copy.ts'

/** One line of an ask's history, oldest facts last. */
export type Happening =
  | { readonly kind: 'issued'; readonly seq: number; readonly at: string; readonly wording: WordingView }
  | {
      readonly kind: 'classified'
      readonly seq: number
      readonly at: string
      readonly wording: WordingView
      readonly classification: ClassificationView
    }
  | { readonly kind: 'answered'; readonly seq: number; readonly at: string; readonly event: SignOffEvent }

/** Wordings, what was said of them, and answers together, newest first, in the order of the ledger. */
export function happenings(wordings: readonly WordingView[], events: readonly SignOffEvent[]): Happening[] {
  return [
    ...wordings.flatMap((wording): Happening[] => [
      { kind: 'issued', seq: wording.seq, at: wording.issuedAt, wording },
      // An objection is an act of an authority too, and told as that.
      ...wording.classifications
        .filter(({ kind }) => kind === 'editorial')
        .map((classification) => ({ kind: 'classified' as const, ...pick(classification), wording, classification })),
    ]),
    ...events.map((event): Happening => ({ kind: 'answered', seq: event.seq, at: event.at, event })),
  ].sort((a, b) => b.seq - a.seq)
}

const pick = ({ seq, at }: ClassificationView) => ({ seq, at })

/** The acts of one body on one part. */
export const eventsOf = (events: readonly SignOffEvent[], body: string, part: string | null): SignOffEvent[] =>
  events.filter((event) => event.body === body && event.part === part)

/** `Signed for Bolton, part a, edition 2, by Ruth Hargreave, Chief executive`. `body` is the title, left out where all lines share it. */
export function eventSaid(event: SignOffEvent, body: string, isNamed: boolean): { act: string; rest: string } {
  const rest = [
    `${isNamed ? ` for ${body}` : ''}${isNamed && event.part !== null ? `, part ${event.part}` : ''}`,
    `edition ${event.wordingVersion}`,
    bySaid(event, body),
  ]
  return { act: eventWord(event.event), rest: rest.join(', ').replace(/^, /u, ', ') }
}

/** What an act rests on and what was said with it, a sentence each; empty for a plain signature. `events` are those of its cell. */
export function eventFacts(event: SignOffEvent, events: readonly SignOffEvent[]): string[] {
  const { evidence, receivedOn, authorisedBy, delegation, principal, deferredTo, until, reason, says, source } = event
  const met = event.condition === null ? undefined : conditionAt(event, events)
  return [
    ...event.conditions.map((condition, index) => `Condition ${index + 1}: ${condition}`),
    ...(met === undefined ? [] : [`It was: ${met}`]),
    ...(deferredTo === null ? [] : [`To ${deferredTo}${until === null ? '' : `, ${formatDay(until)}`}`]),
    ...(says === null ? [] : [`“${says}”${source === null ? '' : `, said by: ${source}`}. It counts for nothing.`]),
    ...(evidence === null
      ? []
      : [
          `On ${evidence.title}${evidence.reference ? `, ${evidence.reference}` : ''}${evidence.dated ? `, dated ${formatDay(evidence.dated)}` : ''}${receivedOn === null ? '' : `, received ${formatDay(receivedOn)}`}`,
        ]),
    ...(event.capacity === 'on-behalf' && principal !== null ? [`Held the office then: ${principal.name}`] : []),
    ...(delegation === null
      ? []
      : [
          `Delegation: ${delegation.instrument.title}, ${delegation.instrument.reference}, ${formatDay(delegation.from)} to ${formatDay(delegation.to)}`,
        ]),
    ...(authorisedBy === null
      ? []
      : [
          `Decided by ${authorisedBy.body}, ${formatDay(authorisedBy.on)}, ${authorisedBy.reference}${authorisedBy.callInUntil === undefined ? '' : `; may be called in until ${formatDay(authorisedBy.callInUntil)}`}`,
        ]),
    ...(reason === null ? [] : [`“${reason}”`]),
  ]
}

const conditionAt = ({ about, condition }: SignOffEvent, events: readonly SignOffEvent[]): string | undefined =>
  events.find(({ seq }) => seq === about)?.conditions[condition ?? -1]
