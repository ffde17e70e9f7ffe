import { londonDay } from '@concordat/shared/dates'
import type { AskView, CommandAnswer, SignOffView } from '@concordat/shared/http'

import { sendCommand } from '../api/command.ts'
import type { Answer as Reply } from '../api/request.ts'
import { MAX_BODY, MAX_REASON, type AnswerError, type DateProblems } from './answer.ts'

/** What can be done about an answer that stands, each with a check page of its own. */
export const ANSWER_ACTS = ['withdraw', 'affirm', 'confirm', 'dispute', 'call-in', 'meet', 'accept', 'object'] as const
export type AnswerAct = (typeof ANSWER_ACTS)[number]

export const isAnswerAct = (text: string | null): text is AnswerAct => ANSWER_ACTS.some((act) => act === text)

/** The answer an act is about, as it stands on the screen. */
export interface ActAbout {
  readonly askId: string
  readonly part: string | null
  /** Entry of the answer. */
  readonly answer: number
  /** Last entry of its cell: refused as stale when there is a later one. */
  readonly last: number
  /** The words in force for `accept`, the change objected to for `object`. */
  readonly wording: { readonly version: number; readonly hash: string }
  /** Which condition is met, from 0. */
  readonly condition: number
}

export interface ActWords {
  readonly reason: string
  readonly deferredTo: string
  readonly until: string
}
export const NO_WORDS: ActWords = { reason: '', deferredTo: '', until: '' }

interface ActCopy {
  /** Heading of the form, or of the check page where nothing is asked. */
  readonly title: (who: string) => string
  /** `Check before you withdraw`. */
  readonly check: string
  /** The act button, named by its deed and its body. */
  readonly deed: (name: string) => string
  /** What follows from it. */
  readonly causes: string
  readonly nothing: string
  readonly reason?: { readonly label: string; readonly missing: string; readonly term: string }
  readonly deferral?: true
}

const PUBLIC_STAY = 'Both stay on record.'

export const ACT_COPY: { readonly [A in AnswerAct]: ActCopy } = {
  withdraw: {
    title: (who) => `Withdraw the answer of ${who}`,
    check: 'Check before you withdraw',
    deed: (name) => `Withdraw for ${name}`,
    causes: `This goes on the record at once. The answer and its withdrawal both stay there.`,
    nothing: 'Nothing is withdrawn',
    reason: { label: 'Why is it withdrawn?', missing: 'Write why the answer is withdrawn', term: 'Reason' },
  },
  affirm: {
    title: (who) => `Affirm what your predecessor signed for ${who}`,
    check: 'Check before you affirm',
    deed: (name) => `Affirm for ${name}`,
    causes: 'You make this signature your own, to these exact words. The earlier act stays beside it on record.',
    nothing: 'Nothing is affirmed',
  },
  confirm: {
    title: (who) => `Confirm what was recorded on behalf of ${who}`,
    check: 'Check before you confirm',
    deed: (name) => `Confirm for ${name}`,
    causes: 'You say that this is the answer of your authority. The evidence and your confirmation stay on record.',
    nothing: 'Nothing is confirmed',
  },
  dispute: {
    title: (who) => `Dispute what was recorded on behalf of ${who}`,
    check: 'Check before you dispute',
    deed: (name) => `Dispute for ${name}`,
    causes: `The answer stops counting and your authority is asked again. ${PUBLIC_STAY}`,
    nothing: 'Nothing is disputed',
    reason: { label: 'What is wrong with it?', missing: 'Write what is wrong with it', term: 'Reason' },
  },
  'call-in': {
    title: (who) => `The decision behind the answer of ${who} was called in`,
    check: 'Check before you record the call-in',
    deed: (name) => `Record the call-in for ${name}`,
    causes: `The signature becomes a deferral to the body you name. ${PUBLIC_STAY}`,
    nothing: 'No call-in is recorded',
    reason: { label: 'Who called it in, and why?', missing: 'Write who called it in and why', term: 'Reason' },
    deferral: true,
  },
  meet: {
    title: (who) => `A condition of ${who} is met`,
    check: 'Check before you mark it as met',
    deed: (name) => `Mark the condition as met for ${name}`,
    causes: 'When every condition is met, the answer counts as signed for these words.',
    nothing: 'No condition is marked',
    reason: { label: 'How was it met?', missing: 'Write how it was met', term: 'How it was met' },
  },
  accept: {
    title: (who) => `Accept the change for ${who}`,
    check: 'Check before you accept',
    deed: (name) => `Accept as editorial for ${name}`,
    causes:
      'Your answer then counts for the new words as well. If any authority objects later, it no longer does, and you are asked again.',
    nothing: 'Nothing is accepted',
  },
  object: {
    title: (who) => `Object to the change for ${who}`,
    check: 'Check before you object',
    deed: (name) => `Object for ${name}`,
    causes:
      'The change becomes substantive for everyone. What others accepted counts no longer, and every authority has to sign the new words.',
    nothing: 'No objection is recorded',
    reason: {
      label: 'Why is this more than an editorial change?',
      missing: 'Write why it is more than editorial',
      term: 'Reason',
    },
  },
}

/** True when the act asks for something before its check page. */
export const hasFields = (act: AnswerAct): boolean => ACT_COPY[act].reason !== undefined

/** What is still missing before it can be checked. */
export function actGaps(act: AnswerAct, words: ActWords, now: Date, dates: DateProblems = {}): AnswerError[] {
  const { reason, deferral } = ACT_COPY[act]
  const gaps: AnswerError[] = []
  const most = act === 'meet' ? 1000 : MAX_REASON
  if (reason && words.reason.trim() === '') gaps.push({ field: 'act-reason', text: reason.missing })
  else if ([...words.reason.trim()].length > most)
    gaps.push({ field: 'act-reason', text: `Keep this to ${most} characters` })
  if (deferral !== true) return gaps
  const body = words.deferredTo.trim()
  if (body === '') gaps.push({ field: 'act-body', text: 'Name the body that will decide anew' })
  else if ([...body].length > MAX_BODY) gaps.push({ field: 'act-body', text: `Keep this to ${MAX_BODY} characters` })
  if (words.until === '') gaps.push({ field: 'act-until', text: dates['act-until'] || 'Give the day of the decision' })
  else if (words.until <= londonDay(now))
    gaps.push({ field: 'act-until', text: 'The day of the decision must lie in the future' })
  return gaps
}

const FIELDS: { readonly [path: string]: string } = { deferredTo: 'act-body', until: 'act-until' }
/** Where the server's `invalid` points, as fields of this form. */
export const actFieldErrors = (fields: readonly { readonly path: string; readonly message: string }[]): AnswerError[] =>
  fields.map(({ path, message }) => ({ field: FIELDS[path.replace(/^payload\./u, '')] ?? 'act-reason', text: message }))

/** Sends the act, once for one command id. */
export function sendAct(
  board: string,
  commandId: string,
  act: AnswerAct,
  about: ActAbout,
  words: ActWords,
): Promise<Reply<CommandAnswer>> {
  const once = { commandId, expect: about.last }
  const cell = { askId: about.askId, ...(about.part !== null && { part: about.part }) }
  const { version: wordingVersion, hash: wordingHash } = about.wording
  const reason = words.reason.trim()
  switch (act) {
    case 'withdraw':
      return sendCommand(board, { ...once, type: 'sign-off.withdraw', payload: { ...cell, reason } })
    case 'affirm':
      return sendCommand(board, { ...once, type: 'sign-off.affirm', payload: cell })
    case 'confirm':
      return sendCommand(board, { ...once, type: 'sign-off.confirm', payload: { seq: about.answer } })
    case 'dispute':
      return sendCommand(board, { ...once, type: 'sign-off.dispute', payload: { seq: about.answer, reason } })
    case 'call-in': {
      const payload = { ...cell, reason, deferredTo: words.deferredTo.trim(), until: words.until }
      return sendCommand(board, { ...once, type: 'sign-off.call-in', payload })
    }
    case 'meet': {
      const payload = { signOff: about.answer, condition: about.condition, note: reason }
      return sendCommand(board, { ...once, type: 'condition.meet', payload })
    }
    case 'accept':
      return sendCommand(board, { ...once, type: 'sign-off.accept', payload: { ...cell, wordingVersion, wordingHash } })
    case 'object':
      return sendCommand(board, { ...once, type: 'sign-off.object', payload: { ...cell, wordingVersion, reason } })
  }
}

/** What lies open about the answer of a receipt: only while it is the one that stands, and as far as the server lets this person. */
export function openActs(
  signOff: SignOffView | null,
  receipt: { readonly seq: number },
  abilities: AskView['abilities'],
): AnswerAct[] {
  if (signOff?.answer == null) return []
  const isAnswer = receipt.seq === signOff.answer
  const { state } = signOff
  const open: readonly (readonly [AnswerAct, AskView['abilities'][number], boolean])[] = [
    ['affirm', 'sign-off.affirm', signOff.byPredecessor && ['predecessor', 'conditions', 'call-in'].includes(state)],
    ['confirm', 'sign-off.confirm', signOff.onBehalf === 'unconfirmed'],
    ['dispute', 'sign-off.dispute', signOff.onBehalf === 'unconfirmed'],
    ['meet', 'condition.meet', state !== 'drifted' && signOff.conditions.some(({ met }) => !met)],
    ['call-in', 'sign-off.call-in', state !== 'drifted' && signOff.callInUntil !== null],
  ]
  const acts = open.flatMap(([act, ability, isOpen]) => (isAnswer && isOpen && abilities.includes(ability) ? act : []))
  const mayWithdraw =
    abilities.includes('sign-off.withdraw') && state !== 'declined' && (isAnswer || receipt.seq === signOff.seq)
  return mayWithdraw ? [...acts, 'withdraw'] : acts
}
