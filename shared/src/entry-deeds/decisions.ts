import { noteOf, type Deed, type Said } from './deed.ts'

const page = (said: Said): { readonly href: string } => ({ href: `decisions/${said.text('number')}` })
const action = (said: Said): { readonly href: string } => ({ href: `actions/${said.text('number')}` })
const sealed = (said: Said): { readonly note?: string } =>
  said.has('commitment') ? { note: 'Exempt: the record holds a commitment to the words, not the words' } : {}
const words = (said: Said): string => (said.text('text') === '' ? '' : `: “${said.text('text')}”`)

/** Decisions, terms, actions, links and the settings of the board. */
export const DECISION_DEEDS = {
  'terms.register': (said) => ({ deed: `registered ${said.text('title')}`, href: `terms/${said.text('id')}` }),
  'terms.adopt': (said) => ({
    deed: `adopted edition ${said.text('edition')} of ${said.name('termsId')}`,
    href: `terms/${said.text('termsId')}`,
  }),
  'decision.record': (said) => ({
    deed: `recorded decision ${said.text('number')}${words(said)}`,
    ...page(said),
    ...sealed(said),
  }),
  'decision.supersede': (said) => ({
    deed: `recorded decision ${said.text('number')}, which supersedes ${said.text('supersedes')}`,
    ...page(said),
    ...sealed(said),
  }),
  'decision.note-correction': (said) => ({
    deed: `noted a slip in decision ${said.text('number')}`,
    ...page(said),
    ...noteOf(said, 'note'),
    ...sealed(said),
  }),
  'decision.call-in': (said) => ({
    deed: `recorded that decision ${said.text('number')} was called in`,
    ...page(said),
    ...noteOf(said, 'reason'),
    ...sealed(said),
  }),
  'decision.resolve-call-in': (said) => ({
    deed: `recorded what came of the call-in of decision ${said.text('number')}: ${said.text('outcome') || 'settled'}`,
    ...page(said),
    ...noteOf(said, 'reason'),
    ...sealed(said),
  }),
  'board.configure': (said) => ({ deed: 'changed the settings of the board', ...noteOf(said, 'reason') }),
  'action.open': (said) => ({
    deed: `gave ${said.name('ownerPost') || said.name('ownerBody') || 'somebody'} action ${said.text('number')}, due ${said.day('due')}`,
    ...action(said),
    ...noteOf(said, 'text'),
    ...sealed(said),
  }),
  'action.reassign': (said) => ({
    deed: `passed action ${said.text('number')} to ${said.name('ownerPost') || said.name('ownerBody')}`,
    ...action(said),
    ...noteOf(said, 'reason'),
  }),
  'action.report': (said) => ({
    deed: `reported on action ${said.text('number')}`,
    ...action(said),
    ...noteOf(said, 'note'),
  }),
  'action.claim-done': (said) => ({
    deed: `says that action ${said.text('number')} is done`,
    ...action(said),
    ...noteOf(said, 'sentence'),
  }),
  'action.close': (said) => ({
    deed: `closed action ${said.text('number')}`,
    ...action(said),
    ...noteOf(said, 'note'),
  }),
  'action.cancel': (said) => ({
    deed: `cancelled action ${said.text('number')}`,
    ...action(said),
    ...noteOf(said, 'reason'),
  }),
  'link.add': (said) => ({
    deed: `linked ${said.name('from.id')} to ${said.name('to.id')}: it ${said.text('relation') === 'rests-on' ? 'rests on' : 'serves'} it`,
    ...noteOf(said, 'note'),
  }),
  'link.remove': (said) => ({ deed: 'took a link away', ...noteOf(said, 'reason') }),
} as const satisfies Readonly<Record<string, Deed>>
