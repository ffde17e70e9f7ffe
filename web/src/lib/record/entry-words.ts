import type { Entry } from '@concordat/shared/http'

/** Kinds of entries to look for; each type begins with one of `begins`, and *set-up* is whatever no other filter names. */
export const ENTRY_FILTERS = [
  { value: 'all', label: 'All', begins: [''] },
  { value: 'sign-offs', label: 'Sign-offs', begins: ['sign-off.', 'condition.', 'delegation.', 'gate.'] },
  { value: 'decisions', label: 'Decisions', begins: ['decision.', 'terms.adopt', 'action.'] },
  { value: 'ratings', label: 'Ratings', begins: ['rating.', 'scale.'] },
  {
    value: 'plans',
    label: 'Plans',
    begins: [
      'forecast.',
      'baseline.',
      'dependency.',
      'progress.report',
      'milestone.set',
      'milestone.claim',
      'milestone.accept',
      'milestone.reject',
      'milestone.drop',
      'milestone.own',
      'milestone.track',
      'workstream.recommend',
      'workstream.close',
      'workstream.refuse',
    ],
  },
  { value: 'wording', label: 'Wording', begins: ['ask.', 'wording.'] },
  { value: 'snapshots', label: 'Snapshots', begins: ['snapshot.'] },
  { value: 'corrections', label: 'Corrections', begins: ['entry.correct'] },
  { value: 'set-up', label: 'Set-up', begins: null },
] as const
export type EntryFilter = (typeof ENTRY_FILTERS)[number]['value']

/** Whether an entry passes the filter. */
export function passes({ type }: Pick<Entry, 'type'>, filter: EntryFilter): boolean {
  if (filter === 'set-up')
    return !ENTRY_FILTERS.some(({ value }) => value !== 'all' && value !== 'set-up' && passes({ type }, value))
  const begins: readonly string[] = ENTRY_FILTERS.find(({ value }) => value === filter)?.begins ?? []
  return begins.some((start) => type.startsWith(start))
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
