import { plural } from '../dates.ts'
import { SIGN_OFF_WORDS, type Answer } from '../sign-offs.ts'
import { noteOf, type Deed, type Said } from './deed.ts'

const ask = (said: Said): string =>
  `${said.name('askId')}${said.text('part') === '' ? '' : `, part ${said.text('part')}`}`
const askPage = (said: Said): { readonly href: string } => ({ href: `asks/${said.text('askId')}` })
const receipt = (said: Said): string => (said.text('receipt') === '' ? '' : `, receipt ${said.text('receipt')}`)
const edition = (said: Said): string => `edition ${said.text('wordingVersion') || said.text('version')}`

const VERBS: { readonly [A in Answer]: string } = {
  signed: 'signed',
  conditions: 'signed with conditions',
  deferred: 'deferred',
  declined: 'declined',
}
const answerOf = (said: Said): Answer => {
  const answer = said.text('answer')
  return answer in VERBS ? (answer as Answer) : 'signed'
}

/** Asks, their wording, answers, delegations and gates. */
export const ASK_DEEDS = {
  'ask.add': (said) => ({
    deed: `put ${said.text('title')} to ${said.count('authorityIds')} authorities`,
    href: `asks/${said.text('id')}`,
  }),
  'ask.configure': (said) => ({
    deed: `changed what is asked for and of whom in ${ask(said)}`,
    ...askPage(said),
    ...noteOf(said, 'reason'),
  }),
  'ask.withdraw': (said) => ({
    deed: `withdrew ${ask(said)} by decision ${said.text('decision')}`,
    ...askPage(said),
    ...noteOf(said, 'reason'),
  }),
  'wording.issue': (said) => ({
    deed: `issued edition ${said.text('version')} of ${ask(said)}`,
    ...askPage(said),
    ...noteOf(said, 'reason'),
  }),
  'wording.confirm-editorial': (said) => ({
    deed: `confirmed that ${edition(said)} of ${ask(said)} changes nothing of substance`,
    ...askPage(said),
  }),
  'sign-off.give': (said) => ({
    deed: `${VERBS[answerOf(said)]} ${ask(said)}, ${edition(said)}, for ${said.name('body')}`,
    href: `receipts/${said.seq}`,
    note: `${SIGN_OFF_WORDS[answerOf(said)]}${receipt(said)}`,
    signOff: answerOf(said),
  }),
  'sign-off.withdraw': (said) => ({
    deed: `withdrew the answer of ${said.name('body')} to ${ask(said)}`,
    ...askPage(said),
    ...noteOf(said, 'reason'),
    signOff: 'withdrawn',
  }),
  'sign-off.prepare': (said) => ({
    deed: `prepared an answer of ${said.name('body')} to ${ask(said)}, ${edition(said)}; it counts when it is signed`,
    ...askPage(said),
  }),
  'sign-off.discard': (said) => ({
    deed: `put aside the answer prepared for ${said.name('body')} to ${ask(said)}`,
    ...askPage(said),
    ...noteOf(said, 'reason'),
  }),
  'sign-off.accept': (said) => ({
    deed: `accepted ${edition(said)} of ${ask(said)} for ${said.name('body')}: the answer to the earlier words counts on these`,
    href: `receipts/${said.seq}`,
  }),
  'sign-off.object': (said) => ({
    deed: `objected for ${said.name('body')}: the change in ${edition(said)} of ${ask(said)} is one of substance`,
    ...askPage(said),
    ...noteOf(said, 'reason'),
  }),
  'sign-off.affirm': (said) => ({
    deed: `affirmed what their predecessor answered to ${ask(said)} for ${said.name('body')}`,
    href: `receipts/${said.seq}`,
  }),
  'sign-off.call-in': (said) => ({
    deed: `recorded that the decision behind the answer of ${said.name('body')} to ${ask(said)} was called in`,
    ...askPage(said),
    ...noteOf(said, 'reason'),
  }),
  'sign-off.record': (said) => ({
    deed: `recorded on behalf of ${said.name('body')}, from ${said.text('evidence.title') || 'evidence'}: ${SIGN_OFF_WORDS[answerOf(said)].toLowerCase()}, ${ask(said)}, ${edition(said)}`,
    href: `receipts/${said.seq}`,
    note: `Not yet confirmed by the authority${receipt(said)}`,
    signOff: answerOf(said),
  }),
  'sign-off.confirm': (said) => ({
    deed: `confirmed for ${said.name('body')} the answer to ${ask(said)} that was recorded on its behalf`,
    href: `receipts/${said.seq}`,
  }),
  'sign-off.dispute': (said) => ({
    deed: `disputed for ${said.name('body')} the answer to ${ask(said)} that was recorded on its behalf`,
    ...askPage(said),
    ...noteOf(said, 'reason'),
  }),
  'sign-off.report': (said) => ({
    deed: `noted hearsay about ${said.name('body')} and ${ask(said)}; it counts for nothing`,
    ...askPage(said),
    ...noteOf(said, 'says'),
  }),
  'condition.meet': (said) => ({
    deed: `marked a condition of ${said.name('body')} on ${ask(said)} as met`,
    ...askPage(said),
    ...noteOf(said, 'note'),
  }),
  'delegation.record': (said) => ({
    deed: `gave ${said.name('person')} the right to sign ${said.count('asks') === 0 ? 'every ask' : said.names('asks')} from ${said.day('from')} to ${said.day('to')}`,
    note: [said.text('instrument.title'), said.text('instrument.reference')].filter(Boolean).join(', '),
  }),
  'delegation.confirm': () => ({ deed: 'confirmed a delegation of a predecessor' }),
  'delegation.end': (said) => ({ deed: 'ended a delegation', ...noteOf(said, 'reason') }),
  'gate.set-rule': (said) => ({
    deed: `set when the gate of ${ask(said)} opens, by decision ${said.text('decision')}: ${ruleOf(said)}`,
    ...askPage(said),
    ...noteOf(said, 'reason'),
  }),
  'gate.resolve': (said) => ({
    deed: `settled the opened gate of ${ask(said)} by decision ${said.text('decision')}: it ${said.text('outcome') === 'shut' ? 'is shut' : 'stays open'}`,
    ...askPage(said),
    ...noteOf(said, 'reason'),
  }),
  'gate.open': (said) => ({
    deed: `met the last requirement of the gate of ${ask(said)}, which opened with ${plural(said.count('signed'), 'signature')}`,
    ...askPage(said),
  }),
} as const satisfies Readonly<Record<string, Deed>>

function ruleOf(said: Said): string {
  switch (said.text('rule.kind')) {
    case 'threshold':
      return `when ${said.text('rule.of')} have signed`
    case 'named':
      return `when ${said.names('rule.bodies')} have signed`
    default:
      return 'when all have signed'
  }
}
