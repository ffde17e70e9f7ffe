import { formatDay } from '@concordat/shared/dates'
import type { Problem } from '@concordat/shared/errors'

import { IMPLICATIONS, papersOf, type DecisionDraft } from '#lib/decisions/decision-draft.ts'
import { DECISION_TYPE_WORDS } from '#lib/decisions/type-words.ts'
import { AUTHORITY_WORDS, EXCEPTION_WORDS, EXEMPT_WORDS, HOW_AGREED_WORDS } from '#lib/decisions/words.ts'
import type { SummaryRow } from '#lib/ui/SummaryList.svelte'

/** Everything that would be recorded, in the order of the form, for the check page. What is left empty is not listed. */
export function checkRows(draft: DecisionDraft): SummaryRow[] {
  const rows: [string, string][] = [
    ['Title', draft.title],
    ['Kind', draft.type && DECISION_TYPE_WORDS[draft.type]],
    ['Recommended to', draft.type === 'recommended' ? draft.recommendedTo : ''],
    ['Rests on', [draft.basis && AUTHORITY_WORDS[draft.basis], draft.ref].filter(Boolean).join(': ')],
    ['Reasons', draft.reasons],
    ['Options rejected', draft.options],
    ['Interests', draft.interests],
    ['Dispensations', draft.dispensations],
    ['Implications', draft.implications],
    ...Object.entries(IMPLICATIONS).map(([field, label]): [string, string] => [
      label,
      draft[field as keyof typeof IMPLICATIONS],
    ]),
    ['Consultation', draft.consultation],
    ['How agreed', draft.howAgreed && HOW_AGREED_WORDS[draft.howAgreed]],
    ['Result', draft.result],
    ['Present', draft.present],
    ['Absent', draft.absent],
    ['How they met', draft.mode],
    ['Dissent', draft.dissent || 'None'],
    ['Key decision', draft.isKey === 'yes' ? keySaid(draft) : 'No'],
    ['Call-in', callInSaid(draft)],
    ['Exempt', draft.isExempt === 'yes' ? exemptSaid(draft) : 'No'],
    ['Made on', draft.madeOn ? formatDay(draft.madeOn) : 'Today'],
    ['Takes effect on', draft.effectiveOn && formatDay(draft.effectiveOn)],
    ['Review on', draft.reviewOn && formatDay(draft.reviewOn)],
    [
      'Background papers',
      papersOf(draft.background)
        .map(({ title, reference }) => `${title} (${reference})`)
        .join('; '),
    ],
  ]
  return rows.filter(([, words]) => words !== '').map(([term, detail]) => ({ term, detail }))
}

const keySaid = ({ forwardPlanRef, noticeOn, exception, exceptionReason }: DecisionDraft): string =>
  [
    `Yes: ${forwardPlanRef}, notice given on ${noticeOn && formatDay(noticeOn)}`,
    ...(exception === 'in-time' ? [] : [`${EXCEPTION_WORDS[exception]}: ${exceptionReason}`]),
  ].join('. ')

const callInSaid = ({ callIn, callInReason }: DecisionDraft): string =>
  callIn === 'rule' ? 'As the rule says' : `${callIn === 'yes' ? 'Applies' : 'Does not apply'}: ${callInReason}`

const exemptSaid = (draft: DecisionDraft): string =>
  `Paragraph ${draft.exemptParagraph}, ${EXEMPT_WORDS[Number(draft.exemptParagraph) - 1] ?? ''}. ${draft.publicInterest}`

/** Whom a refused decision could be recommended to, '' when nobody is named; null when the refusal offers no recommendation. */
export function offerOf({ current }: Problem): string | null {
  if (typeof current !== 'object' || current === null || !('offer' in current) || current.offer !== 'recommended')
    return null
  return 'recommendedTo' in current && typeof current.recommendedTo === 'string' ? current.recommendedTo : ''
}
