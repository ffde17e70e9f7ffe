import { formatDay } from '@concordat/shared/dates'
import type { WordingView } from '@concordat/shared/http'
import { WEIGHT_WORDS } from '@concordat/shared/text/weighty-changes'

/** What has become of the words since an answer was given to them, and what can be done about it (CE-3). */
export interface Rewording {
  /** Editions since, oldest first. */
  readonly steps: readonly WordingView[]
  /** True when every change since is editorial and confirmed by a second person: the answer can be carried over (D3). */
  readonly isEditorial: boolean
  /** Why it cannot be carried over; empty when it can. */
  readonly whyNot: string
  /** Changes called editorial that nobody has objected to yet. */
  readonly disputable: readonly WordingView[]
}

export function rewordingSince(wordings: readonly WordingView[], answered: number): Rewording {
  const steps = wordings.filter(({ version }) => version > answered).sort((a, b) => a.version - b.version)
  const substantive = steps.find(({ state }) => state === 'substantive')
  const proposed = steps.find(({ state }) => state === 'proposed')
  const whyNot = substantive
    ? `Edition ${substantive.version} is a substantive change, so no signature is carried over to it.`
    : proposed
      ? `Edition ${proposed.version} is said to be editorial, and a second person has not confirmed it yet. It cannot be accepted before.`
      : ''
  return {
    steps,
    isEditorial: steps.length > 0 && whyNot === '',
    whyNot,
    disputable: steps.filter(({ change, state }) => change === 'editorial' && state !== 'substantive'),
  }
}

/** `Classified as editorial by Sir Peter Ash: “Spelling.” Confirmed by Asha Bell on 3 September 2026.` */
export function classificationSaid(wording: WordingView): string {
  const { change, reason, issuedBy, classifications, weighty } = wording
  if (change !== 'editorial') return `Classified as substantive by ${issuedBy.name}${quoted(reason)}.`
  const said = [`Classified as editorial by ${issuedBy.name}${quoted(reason)}.`]
  if (weighty.length > 0)
    said.push(`It changes ${[...new Set(weighty.map(({ kind }) => WEIGHT_WORDS[kind]))].join(' and ')}.`)
  const confirmed = classifications.find(({ kind }) => kind === 'editorial')
  const objected = classifications.find(({ kind }) => kind === 'substantive')
  if (objected)
    said.push(
      `${objected.by.name} objected on ${formatDay(objected.at)}${quoted(objected.reason)}. It counts as substantive.`,
    )
  else if (confirmed) said.push(`Confirmed by ${confirmed.by.name} on ${formatDay(confirmed.at)}.`)
  else said.push('Not yet confirmed by a second person.')
  return said.join(' ')
}

/** The reason as quoted inside our own sentence, whose full stop ends it. */
const quoted = (reason: string | null): string => (reason ? `: “${reason.replace(/\.$/u, '')}”` : '')
