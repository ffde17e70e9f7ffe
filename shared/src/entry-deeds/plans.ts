import { RATING_WORDS, type Rating } from '../ratings.ts'
import { noteOf, type Deed, type DeedWords, type Said } from './deed.ts'

const milestone = (said: Said): string => said.name('milestoneId')

function rated(said: Said, at: string, verb: string): DeedWords {
  const value = said.text(at) as Rating
  const kind = said.text('subject.kind')
  return {
    deed: `${verb} ${said.name('subject.id')} ${RATING_WORDS[value]?.word ?? value}`.trim(),
    ...(value in RATING_WORDS && { rating: value }),
    ...((kind === 'programme' || kind === 'workstream') && { href: `${kind}s/${said.text('subject.id')}` }),
    ...noteOf(said, 'reason', 'explanation', 'cause'),
  }
}

const workstream = (said: Said): { readonly href: string } => ({ href: `workstreams/${said.text('workstreamId')}` })
const decision = (said: Said): string => `decision ${said.text('decision')}`
const STATES: Readonly<Record<string, string>> = {
  'not-started': 'not started',
  'in-progress': 'in progress',
  paused: 'paused',
  complete: 'complete',
}
const state = (said: Said): string => STATES[said.text('state')] ?? said.text('state')

/** Ratings, dates, progress, dependencies and closure. */
export const PLAN_DEEDS = {
  'rating.give': (said) => rated(said, 'value', said.has('corrects') ? 'corrected the rating of' : 'rated'),
  'rating.reaffirm': (said) => rated(said, 'value', 'confirmed that the rating stands for'),
  'progress.note': (said) => ({ deed: `noted progress: ${said.text('title')}`, ...noteOf(said, 'note', 'detail') }),
  'progress.report': (said) => ({
    deed: `reported on ${said.name('of.id')}${said.text('unchanged') === 'true' ? ': nothing changed' : ''}`,
    ...((said.text('of.kind') === 'programme' || said.text('of.kind') === 'workstream') && {
      href: `${said.text('of.kind')}s/${said.text('of.id')}`,
    }),
    ...noteOf(said, 'note'),
  }),
  'forecast.report': (said) => ({
    deed: said.has('reaffirms')
      ? `confirmed the forecast for ${milestone(said)}, ${said.text('forecast.text')}`
      : `now expects ${milestone(said)} ${said.text('forecast.text')}`,
    ...noteOf(said, 'reason'),
  }),
  'scale.switch': (said) => ({
    deed: `changed ratings of ${said.name('programmeId')} to ${said.text('points')} points from ${said.day('from')}`,
    href: `programmes/${said.text('programmeId')}`,
    ...noteOf(said, 'reason'),
  }),
  'baseline.propose': (said) => ({
    deed: `proposed a new baseline for ${milestone(said)}, ${said.text('baseline.text')}`,
    ...noteOf(said, 'reason'),
  }),
  'baseline.move': (said) => ({
    deed: `moved the baseline of ${milestone(said)} to ${said.text('baseline.text')}, by ${decision(said)}`,
    ...noteOf(said, 'reason'),
  }),
  'baseline.refuse': (said) => ({
    deed: `refused a new baseline for ${milestone(said)}, by ${decision(said)}`,
    ...noteOf(said, 'reason'),
  }),
  'milestone.set-state': (said) => ({ deed: `set ${milestone(said)} to ${state(said)}`, ...noteOf(said, 'note') }),
  'milestone.claim-done': (said) => ({
    deed: `says that ${milestone(said)} was done ${said.text('actual.text')}, with ${said.count('evidence')} pieces of evidence`,
    ...noteOf(said, 'note'),
  }),
  'milestone.accept-done': (said) => ({ deed: `accepted that ${milestone(said)} is done`, ...noteOf(said, 'note') }),
  'milestone.reject-claim': (said) => ({
    deed: `did not accept that ${milestone(said)} is done`,
    ...noteOf(said, 'reason'),
  }),
  'milestone.drop': (said) => ({
    deed: `dropped ${milestone(said)}, by ${decision(said)}`,
    ...noteOf(said, 'reason'),
  }),
  'milestone.own': (said) => ({ deed: `made ${said.name('owner.id')} the owner of ${milestone(said)}` }),
  'milestone.track': (said) => ({
    deed: `began to follow ${milestone(said)} in ${said.count('rows')} ${said.count('rows') === 1 ? 'place' : 'places'} one by one`,
  }),
  'milestone.set-row': (said) => ({
    deed: `set ${milestone(said)} in ${said.name('row')} to ${state(said)}`,
    ...noteOf(said, 'note'),
  }),
  'dependency.add': (said) => ({
    deed: `recorded that ${said.name('from')} waits for ${said.name('on.id') || said.text('on.words')}`,
    ...noteOf(said, 'note'),
  }),
  'dependency.remove': (said) => ({
    deed: `recorded that ${said.name('from')} no longer waits for ${said.name('on') || 'something'}`,
    ...noteOf(said, 'reason'),
  }),
  'workstream.recommend-closure': (said) => ({
    deed: `recommended that ${said.name('workstreamId')} close, and pass to ${said.text('receivingBody')}`,
    ...workstream(said),
  }),
  'workstream.close': (said) => ({
    deed: `closed ${said.name('workstreamId')} into business as usual, by ${decision(said)}`,
    ...workstream(said),
  }),
  'workstream.refuse-closure': (said) => ({
    deed: `kept ${said.name('workstreamId')} open, by ${decision(said)}`,
    ...workstream(said),
    ...noteOf(said, 'reason'),
  }),
} as const satisfies Readonly<Record<string, Deed>>
