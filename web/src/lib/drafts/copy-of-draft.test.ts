import { expect, it } from 'vitest'

import { copyOfDraft } from './copy-of-draft.ts'

it('[X4] a copy holds every part that has words, in the order of the draft', () => {
  const copy = copyOfDraft('workstream', {
    texts: { narrative: '' },
    rows: {
      aims: [{ id: 'a', text: 'Fewer handovers', order: 'a0' }],
      plan: [
        { id: 'b', title: 'Front door designed', owner: 'S. Patel', forecast: '', note: 'Two sites wait', order: 'a0' },
      ],
      progress: [],
    },
  })
  expect(copy).toBe(
    'Aims\n\n- Fewer handovers\n\n\nKey milestones\n\n- Front door designed\n  owner: S. Patel\n  note: Two sites wait',
  )
})
