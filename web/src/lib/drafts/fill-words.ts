import { FILL_NOTICE, type Condition } from '@concordat/shared/documents/condition'

/** What the people in a draft are told of its room, and what to do (abuse case 34); undefined while there is enough. */
export function fillInWords(
  condition: Condition | null,
): { readonly title: string; readonly detail: string } | undefined {
  if (condition === null) return undefined
  const { fill, hold } = condition
  if (hold === 'damaged')
    return {
      title: 'A part of this draft cannot be read from the disk.',
      detail:
        'What can be read is shown. Nothing can be changed until it is repaired; whoever runs this service has been warned. What you have not seen saved stays on this page and on this device.',
    }
  if (hold === 'full')
    return {
      title: 'This draft is full.',
      detail:
        'Nothing more can be added, by anyone. Taking out still works: remove what is no longer needed, and a little later there is room again. What you add before that is not saved; it stays on this page and on this device.',
    }
  if (fill < FILL_NOTICE) return undefined
  return {
    title: `This draft is ${Math.min(99, Math.floor(fill * 100))}% full.`,
    detail:
      'Everything is saved as before. At 100% nothing more can be added, so take out what is no longer needed; a little later there is room again.',
  }
}
