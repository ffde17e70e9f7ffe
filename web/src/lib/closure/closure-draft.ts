import type { PayloadInput } from '@concordat/shared/commands'
import type { ClosureChecklist } from '@concordat/shared/http-plans'

/** What closing a workstream asks for (WL-5), as it is being filled in. */
export interface ClosureDraft {
  receivingBody: string
  residualRisks: string
  benefitsOwner: string
  /** Post that takes an open action on, by its number. */
  owners: { [number: string]: string }
}

export const emptyClosure = (): ClosureDraft => ({
  receivingBody: '',
  residualRisks: '',
  benefitsOwner: '',
  owners: {},
})

/** What is missing, in the order of the page; each open action without a new owner by its number (WL-5.3). */
export function closureGaps(
  draft: ClosureDraft,
  { actions }: Pick<ClosureChecklist, 'actions'>,
): { field: string; text: string }[] {
  const need = (field: 'receivingBody' | 'residualRisks' | 'benefitsOwner', text: string) =>
    draft[field].trim() === '' ? [{ field, text }] : []
  return [
    ...need('receivingBody', 'Name the body or service that takes it over'),
    ...need('residualRisks', 'Say what remains at risk, or that nothing does'),
    ...need('benefitsOwner', 'Name who answers for the benefits'),
    ...actions
      .filter(({ number }) => !draft.owners[number])
      .map(({ number, text }) => ({ field: `action:${number}`, text: `Action ${number} has no new owner: ${text}` })),
  ]
}

export const postWords = ({ title, organisation, holder }: ClosureChecklist['posts'][number]): string =>
  `${title}, ${organisation}${holder === null ? ', vacant' : `: ${holder}`}`

export const closurePayload = (
  workstreamId: string,
  draft: ClosureDraft,
  { actions }: Pick<ClosureChecklist, 'actions'>,
): PayloadInput<'workstream.recommend-closure'> => ({
  workstreamId,
  receivingBody: draft.receivingBody.trim(),
  residualRisks: draft.residualRisks.trim(),
  benefitsOwner: draft.benefitsOwner.trim(),
  actions: actions.map(({ number }) => ({ number, owner: draft.owners[number] ?? '' })),
})

/** What the check page repeats: exactly what will be recorded. */
export function closureRows(
  { receivingBody, residualRisks, benefitsOwner, owners }: ClosureDraft,
  { actions, posts }: ClosureChecklist,
): { term: string; detail: string }[] {
  const named = new Map(posts.map((post) => [post.id, postWords(post)]))
  return [
    { term: 'Taken over by', detail: receivingBody.trim() },
    { term: 'What remains at risk', detail: residualRisks.trim() },
    { term: 'Answers for the benefits', detail: benefitsOwner.trim() },
    ...(actions.length === 0 ? [{ term: 'Open actions', detail: 'None' }] : []),
    ...actions.map(({ number, text }) => ({
      term: `Action ${number}`,
      detail: `${text} Goes to ${named.get(owners[number] ?? '') ?? 'nobody yet'}`,
    })),
  ]
}
