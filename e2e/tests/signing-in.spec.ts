import { expect, test } from '../fixtures.ts'

test('CE-1.2 a visitor chooses who they are by role, and lands on the page they asked for', async ({ person }) => {
  const ruth = await person('ce-bolton', { isSignedIn: false })

  await ruth.visit('/boards/greater-manchester/asks/ask-12')
  await expect(ruth.heading).toHaveText('Sign in')
  await expect(ruth.words('every one of them is invented')).toBeVisible()
  await expect(ruth.part('Chief executive')).toContainText('Answers the asks for their own authority')

  await ruth.chooseThemselves('Chief executive', 'Ruth Hargreave')

  await expect(ruth.heading).toHaveText('Give the go-ahead for phase two')
  await expect(ruth.link('Read and answer for Bolton')).toBeVisible()
})

test('X6 a scrutiny member is told nothing of a board but what to do, and finds what is published', async ({
  people,
}) => {
  const [beverley] = await people('scrutiny')

  await beverley.visit('/boards/greater-manchester')
  await expect(beverley.heading).toHaveText('There is nothing at this address')
  await expect(beverley.words('the programme office can tell you')).toBeVisible()
  await expect(beverley.page).toHaveTitle(/^There is nothing at this address/u)
  await expect(beverley.main).not.toContainText('Greater Manchester')

  await beverley.follow('Go to your boards')
  await expect(beverley.main).toContainText('read what this board has published')
  await beverley.follow(/^Greater Manchester/u)

  await expect(beverley.page).toHaveURL(/\/public\/greater-manchester\/snapshots$/u)
  await expect(beverley.heading).toBeVisible()
})

test('X6 an administrator is told that they hold no seat', async ({ people }) => {
  const [wendy] = await people('admin')

  await wendy.visit('/')

  await expect(wendy.main).toContainText('Administrators hold no seat')
  await expect(wendy.main).toContainText('Boards are read and answered by those who hold a seat on them')
  await expect.poll(() => wendy.ask('/api/boards')).toEqual({ boards: [] })
})

test('X7 whoever signs out is signed out, and comes back to where they were', async ({ people }) => {
  const [hamish] = await people('observer')
  await hamish.openDecisions('greater-manchester')

  await hamish.press(/^You: Hamish Drummond/u)
  await hamish.press('Sign out')
  await expect(hamish.heading).toHaveText('Sign in')

  await hamish.visit('/boards/greater-manchester/decisions')
  await expect(hamish.heading).toHaveText('Sign in')
  await hamish.chooseThemselves('Observer', 'Hamish Drummond')
  await expect(hamish.heading).toHaveText('Decisions')
})
