import { expect, test } from '../fixtures.ts'
import type { Person } from '../people.ts'

const PROGRAMME = '/boards/greater-manchester/programmes/prog-accountable-local-delivery'

test('X4 X7 whoever signs out over unsent words is asked first, keeps them, and is asked no more once they are sent', async ({
  people,
}) => {
  const [mei, tom] = await people('lead-gm', 'secretariat')
  await mei.visit(PROGRAMME)
  await mei.edit()
  await mei.draft.click()
  await expect(mei.liveOrSaved).toContainText('Saved')
  await mei.loseNetwork()
  await mei.write('Only on this device so far. ', 'at the start')
  await expect(mei.statusLine).toContainText(/changes? waiting/u)

  await mei.press(/^You: Mei-Ling Tsang/u)
  await mei.press('Sign out')
  await expect(mei.part('Some of your text has not been sent')).toContainText('only on this device')
  await expect(mei.part('Some of your text has not been sent').getByRole('heading')).toBeFocused()
  await mei.press('Stay signed in')
  await expect(mei.part('Some of your text has not been sent')).toHaveCount(0)
  await expect(mei.draft).toContainText('Only on this device so far.')

  await mei.findNetwork()
  await expect(mei.statusLine).toContainText(/Saved \d\d:\d\d:\d\d/u)
  await tom.visit(PROGRAMME)
  await expect(tom.draftPanel).toContainText('Only on this device so far.')
  await mei.key('Escape')
  await mei.press(/^You: Mei-Ling Tsang/u)
  await mei.press('Sign out')
  await expect(mei.heading).toHaveText('Sign in')
})

test('X7 a session about to end says so, and one key keeps it', async ({ people }) => {
  const [hamish] = await people('observer')
  await endsSoon(hamish)
  await hamish.openDecisions('greater-manchester')
  const notice = hamish.page.getByText('You will be signed out in less than 2 minutes.')
  await expect(notice).toBeVisible()

  await hamish.key('Shift')
  await expect(notice).toBeVisible()
  const prolonged = hamish.page.waitForResponse((answer) => answer.url().endsWith('/api/me/prolong'))
  await hamish.key('a')
  expect((await prolonged).ok()).toBe(true)
  await expect(notice).toHaveCount(0)
  await expect(hamish.heading).toHaveText('Decisions')
})

/** This screen is told once that its session ends in ninety seconds; all else is the server's own answer. */
async function endsSoon({ page }: Person): Promise<void> {
  await page.route(
    '**/api/me',
    async (route) => {
      const answer = await route.fetch()
      await route.fulfill({ response: answer, json: { ...(await answer.json()), sessionEndsInMs: 90_000 } as object })
    },
    { times: 1 },
  )
}
