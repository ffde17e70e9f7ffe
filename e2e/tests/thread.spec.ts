import type { ThreadView } from '@concordat/shared/http-threads'

import { expect, test } from '../fixtures.ts'
import { actsOn } from '../ledger.ts'
import { act, decide, sign } from '../scenes.ts'

test('A10 the golden thread shows what an item serves and rests on, two steps both ways, and is joined by hand', async ({
  people,
}) => {
  const [tom, hamish, dominic] = await people('secretariat', 'observer', 'ce-salford')
  const receipt = await sign(dominic, 11)
  const decision = await decide(tom, 'greater-manchester', 'A steer on national reform')
  const { number: action } = await act(
    tom,
    'greater-manchester',
    'action.open',
    {
      text: 'Answer the consultation on national reform.',
      ownerBody: 'org-psr-team',
      due: '2099-06-01',
      source: { kind: 'decision', id: decision },
    },
    'scene-thread-action',
  )
  await hamish.openDecision('greater-manchester', decision)
  await expect(hamish.thread('What it rests on')).toContainText('Answer the consultation on national reform.')
  await expect(hamish.act('Join it to something')).toHaveCount(0)

  await tom.openDecision('greater-manchester', decision)
  await test.step('what it is joined to must be chosen', async () => {
    await tom.carryOut('Join it to something', {}, 'Join them')
    await expect(tom.alert).toContainText('Choose what to join it to')
  })
  const joining = await tom.openAct('Join it to something')
  await joining.getByRole('radio', { name: 'rests on the other' }).check()
  await joining.getByRole('combobox', { name: 'The other' }).selectOption({ value: 'ask ask-11' })
  await joining.getByLabel('Why (optional)').fill('Ask 11 set the line.')
  await joining.getByRole('button', { name: 'Join them' }).click()
  await expect(tom.onRecord).toBeVisible()

  await test.step('one step and two on the other screen, without reload', async () => {
    const rests = hamish.thread('What it rests on')
    await expect(rests).toContainText('Take a practical line on national education reform')
    await expect(rests).toContainText('Ask 11 set the line.')
    // The second step: who answered that ask.
    await expect(rests).toContainText('Salford')
  })

  await test.step('and back: from the action up to the ask', async () => {
    await hamish.visit(`/boards/greater-manchester/actions/${action}`)
    await expect(hamish.thread('What it serves')).toContainText('A steer on national reform')
    const told = await hamish.ask<ThreadView>(`/api/boards/greater-manchester/threads/sign-off/${receipt}`)
    const [first] = told.serves
    expect(first?.item).toMatchObject({ kind: 'ask', id: 'ask-11' })
    expect(first?.next.map(({ item }) => item.id)).toContain(decision)
  })

  await test.step('a link is taken away with a reason, and the record keeps both', async () => {
    await tom.carryOut('Take this link away', { Reason: 'It was the wrong ask.' }, 'Take the link away')
    await expect(tom.thread('What it rests on')).not.toContainText('Ask 11 set the line.')
    await expect
      .poll(() => actsOn(tom, 'greater-manchester', decision))
      .toEqual(['secretariat decision.record', 'secretariat action.open', 'secretariat link.add'])
  })
})
