import type { Entry } from '@concordat/shared/http'
import { RATING_WORDS, type Rating } from '@concordat/shared/ratings'
import { ROLE_WORDS, type Role } from '@concordat/shared/roles'
import { SIGN_OFF_WORDS, type Answer } from '@concordat/shared/sign-offs'

/** An entry as a sentence: who, in which capacity, did what; where to read it whole; and the mark beside it. */
export interface EntryWords {
  readonly who: string
  readonly capacity: string
  readonly deed: string
  /** Path below the board. */
  readonly href: string | null
  /** A line of its own under the sentence. */
  readonly note: string | null
  readonly rating: Rating | null
  readonly signOff: Answer | 'withdrawn' | null
}

export const ENTRY_FILTERS = [
  { value: 'all', label: 'All', types: [] },
  { value: 'sign-offs', label: 'Sign-offs', types: ['sign-off.give', 'sign-off.withdraw'] },
  { value: 'decisions', label: 'Decisions', types: ['decision.record', 'decision.supersede', 'terms.adopt'] },
  { value: 'ratings', label: 'Ratings', types: ['rating.give'] },
  { value: 'wording', label: 'Wording', types: ['ask.add', 'wording.issue'] },
  { value: 'snapshots', label: 'Snapshots', types: ['snapshot.freeze', 'snapshot.publish'] },
  { value: 'set-up', label: 'Set-up', types: null },
] as const
export type EntryFilter = (typeof ENTRY_FILTERS)[number]['value']

/** Types that are somebody's act, rather than the setting up of a board. */
const ACTS: ReadonlySet<string> = new Set(ENTRY_FILTERS.flatMap(({ types }) => types ?? []))

/** Whether an entry passes the filter; *set-up* is whatever no other filter names. */
export function passes(entry: Pick<Entry, 'type'>, filter: EntryFilter): boolean {
  const types: readonly string[] | null = ENTRY_FILTERS.find(({ value }) => value === filter)?.types ?? null
  if (types === null) return !ACTS.has(entry.type)
  return types.length === 0 || types.includes(entry.type)
}

type Payload = Entry['payload']
const text = (payload: Payload, key: string): string => {
  const value = payload[key]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
const inner = (payload: Payload, key: string): Payload => {
  const value = payload[key]
  return typeof value === 'object' && value !== null ? (value as Payload) : {}
}

/** Total over every entry: one of a type that this page does not know is told by its type. */
export function entryWords(entry: Entry, names: { readonly [id: string]: string }): EntryWords {
  const { payload, actor } = entry
  const name = (id: string): string => names[id] ?? id
  const isLoader = actor.role === 'loader'
  const told = (deed: string, more: Partial<EntryWords> = {}): EntryWords => ({
    who: isLoader ? 'Loaded from sample' : name(actor.person),
    capacity: isLoader
      ? ''
      : ([actor.post === null ? '' : name(actor.post), ROLE_WORDS[actor.role as Role]?.title ?? actor.role].find(
          (word) => word !== '',
        ) ?? ''),
    deed,
    href: null,
    note: null,
    rating: null,
    signOff: null,
    ...more,
  })
  const part = text(payload, 'part') === '' ? '' : `, part ${text(payload, 'part')}`
  const ask = `${name(text(payload, 'askId'))}${part}`

  switch (entry.type) {
    case 'sign-off.give': {
      const answer = text(payload, 'answer') as Answer
      const verb = {
        signed: 'signed',
        conditions: 'signed with conditions',
        deferred: 'deferred',
        declined: 'declined',
      }[answer]
      return told(`${verb} ${ask}, edition ${text(payload, 'wordingVersion')}, for ${name(text(payload, 'body'))}`, {
        signOff: answer,
        href: `receipts/${entry.seq}`,
        note: `${SIGN_OFF_WORDS[answer]}, receipt ${text(payload, 'receipt')}`,
      })
    }
    case 'sign-off.withdraw':
      return told(`withdrew the answer of ${name(text(payload, 'body'))} to ${ask}`, {
        signOff: 'withdrawn',
        href: `asks/${text(payload, 'askId')}`,
        note: text(payload, 'reason'),
      })
    case 'wording.issue':
      return told(`issued edition ${text(payload, 'version')} of ${name(text(payload, 'askId'))}`, {
        href: `asks/${text(payload, 'askId')}`,
        note: text(payload, 'reason') || null,
      })
    case 'rating.give': {
      const subject = inner(payload, 'subject')
      const value = text(payload, 'value') as Rating
      return told(`rated ${name(text(subject, 'id'))} ${RATING_WORDS[value]?.word ?? value}`, {
        rating: value,
        href: text(subject, 'kind') === 'milestone' ? null : `${text(subject, 'kind')}s/${text(subject, 'id')}`,
        note: text(payload, 'reason') || text(payload, 'cause') || null,
      })
    }
    case 'decision.record':
      return told(`recorded decision ${text(payload, 'number')}: “${text(payload, 'text')}”`, {
        href: `decisions/${text(payload, 'number')}`,
      })
    case 'decision.supersede':
      return told(`recorded decision ${text(payload, 'number')}, which supersedes ${text(payload, 'supersedes')}`, {
        href: `decisions/${text(payload, 'number')}`,
      })
    case 'terms.adopt':
      return told(`adopted edition ${text(payload, 'edition')} of ${name(text(payload, 'termsId'))}`, {
        href: `terms/${text(payload, 'termsId')}`,
      })
    case 'snapshot.freeze':
      return told(`froze snapshot ${text(payload, 'number')}, ${text(payload, 'title')}`, { href: 'snapshots' })
    case 'snapshot.publish':
      return told(`published snapshot ${text(payload, 'number')}`, { href: 'snapshots' })
    case 'board.create':
      return told(`set up the board, ${text(payload, 'title')}`)
    case 'post.appoint':
      return told(`seated ${name(text(payload, 'person'))} as ${text(inner(payload, 'post'), 'title')}`)
    case 'document.create':
      return told(`opened the draft of ${text(payload, 'title')}`)
    default: {
      const [thing = entry.type, deed = ''] = entry.type.split('.')
      const verb = { add: 'added', note: 'noted', register: 'registered' }[deed] ?? deed
      return told(`${verb} the ${thing.replaceAll('-', ' ')} ${text(payload, 'title') || name(text(payload, 'id'))}`)
    }
  }
}

/** Entries as listed: one by one, or a run of setting-up that would bury them, folded into one line. */
export type EntryRun =
  { readonly kind: 'one'; readonly entry: Entry } | { readonly kind: 'fold'; readonly entries: readonly Entry[] }

/** Folds runs of more than three set-up entries; everything that somebody answers for stays in view. Order is kept. */
export function foldSetUp(entries: readonly Entry[]): EntryRun[] {
  const runs: EntryRun[] = []
  let held: Entry[] = []
  const release = (): void => {
    if (held.length > 3) runs.push({ kind: 'fold', entries: held })
    else runs.push(...held.map((entry) => ({ kind: 'one', entry }) as const))
    held = []
  }
  for (const entry of entries) {
    if (passes(entry, 'set-up') || entry.actor.role === 'loader') {
      held.push(entry)
      continue
    }
    release()
    runs.push({ kind: 'one', entry })
  }
  release()
  return runs
}
