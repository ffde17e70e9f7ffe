import { findings, frameOf, overflow } from '../audit.ts'
import { expect, test } from '../fixtures.ts'
import type { Person } from '../people.ts'
import { act, decide, driftedReceipt, publish, sign } from '../scenes.ts'

/** A page as the role that sees most of it finds it. */
interface Scene {
  /** The item its title begins with: no two pages share one. */
  readonly item: string
  readonly who: string
  /** `bring` calls others in, where a scene needs their acts. */
  readonly come: (person: Person, bring: (id: string) => Promise<Person>) => Promise<unknown>
}

const at =
  (address: string) =>
  (person: Person): Promise<unknown> =>
    person.visit(address)

/** A page with one of its small acts open. */
const openWith =
  (address: string, act: string) =>
  async (person: Person): Promise<unknown> => {
    await person.visit(address)
    return person.openAct(act)
  }

const GM = '/boards/greater-manchester'
const LOCALITY = '/boards/manchester-locality'

const SCENES: readonly Scene[] = [
  { item: 'Sign in', who: 'nobody', come: at('/sign-in') },
  { item: 'Boards', who: 'chair', come: at('/') },
  { item: 'There is nothing at this address', who: 'scrutiny', come: at(GM) },
  { item: 'Board on a page · Greater Manchester', who: 'chair', come: at(GM) },
  { item: 'Board on a page · Manchester', who: 'programme-lead', come: at(LOCALITY) },
  { item: 'Joint Commissioning ·', who: 'lead-gm', come: at(`${GM}/programmes/prog-joint-commissioning?rate`) },
  { item: 'Workstreams', who: 'chair', come: at(`${LOCALITY}/workstreams`) },
  {
    // No journey rates this one: a rating that comes in meanwhile is told above the form.
    item: 'Front door',
    who: 'lead-2',
    come: async (lead) => {
      await lead.openWorkstream('ws-2')
      await lead.edit()
      await lead.openRatingForm()
      await lead.chooseRating('Amber')
      await lead.press('Give the rating Amber')
      await lead.alert.waitFor()
    },
  },
  { item: 'Terms of reference', who: 'chair', come: at(`${GM}/terms`) },
  {
    item: 'Governance of the Children',
    who: 'chair',
    come: async (chair) => {
      await chair.openTerms('greater-manchester', 'tor-delivery-board')
      await chair.edit()
      await chair.write('The board meets in public.', 'at the end')
    },
  },
  {
    item: 'Adopt',
    who: 'secretariat',
    come: async (secretary) => {
      await secretary.openTerms('greater-manchester', 'tor-delivery-board')
      await secretary.edit()
      await secretary.write('A sentence to adopt.', 'at the end')
      await secretary.finishEditing()
      await secretary.follow('Adopt these terms')
      await secretary.goOn()
      await secretary.alert.waitFor()
    },
  },
  { item: 'Twelve asks, ten chief executives', who: 'chair', come: at(`${GM}/asks`) },
  { item: 'Twelve asks, ten chief executives', who: 'ce-bury', come: at(`${GM}/asks?view=list`) },
  {
    item: 'Twelve asks, ten chief executives',
    who: 'observer',
    come: async (observer) => {
      await observer.openAsks()
      await observer.cell('5a', 'Bury').click()
      await observer.drawer.waitFor()
    },
  },
  { item: 'Ask 5:', who: 'chair', come: at(`${GM}/asks/ask-05`) },
  { item: 'Ask 5, issue wording', who: 'chair', come: at(`${GM}/asks/ask-05/issue`) },
  { item: 'Ask 5b: answer for Bury', who: 'ce-bury', come: at(`${GM}/asks/ask-05/sign?part=b`) },
  {
    item: 'Check: ask 5b',
    who: 'ce-bury',
    come: async (signer) => {
      await signer.openSigning(5, 'b')
      await signer.choose('Sign with conditions')
      await signer.fill('Condition 1', 'The money is found together.')
      await signer.goOn()
    },
  },
  {
    item: 'Receipt',
    who: 'ce-bury',
    come: async (signer) => signer.visit(`${GM}/receipts/${await sign(signer, 5, 'a')}`),
  },
  {
    item: 'Receipt',
    who: 'ce-oldham',
    come: async (signer, bring) =>
      signer.visit(`${GM}/receipts/${await driftedReceipt(signer, await bring('chair'), 12)}`),
  },
  { item: 'Bury: asks to answer', who: 'ce-bury', come: at(`${GM}/my-authority`) },
  { item: 'Decisions', who: 'secretariat', come: at(`${GM}/decisions`) },
  { item: 'Record a decision', who: 'secretariat', come: at(`${GM}/decisions/new`) },
  {
    item: 'GM/20',
    who: 'secretariat',
    come: async (secretary) =>
      secretary.visit(`${GM}/decisions/${await decide(secretary, 'greater-manchester', 'A steer for the audit')}`),
  },
  {
    item: 'Record a decision',
    who: 'chair',
    come: async (chair) => {
      await chair.visit(`${GM}/decisions/new`)
      for (const part of await chair.main.locator('summary').all()) await part.click()
      for (const yes of await chair.page.getByRole('radio', { name: 'Yes', exact: true }).all())
        if (await yes.isVisible()) await yes.check()
      await chair.goOn()
      await chair.alert.waitFor()
    },
  },
  {
    item: 'GM/20',
    who: 'chair',
    come: async (chair, bring) => {
      const number = await decide(await bring('secretariat'), 'greater-manchester', 'A steer for the audit')
      await chair.openDecision('greater-manchester', number)
      await chair.carryOut('Note a clerical slip', {}, 'Record this note')
      await chair.alert.waitFor()
      await chair.openAct('Join it to something')
    },
  },
  { item: 'Clocks and rules', who: 'secretariat', come: openWith(`${GM}/rules`, 'Change them') },
  { item: 'Actions', who: 'secretariat', come: at(`${GM}/actions`) },
  {
    item: 'Open an action',
    who: 'secretariat',
    come: async (secretary) => {
      await secretary.visit(`${GM}/actions/new`)
      await secretary.press('Open this action')
      await secretary.alert.waitFor()
    },
  },
  {
    item: 'GM/A/',
    who: 'ce-bury',
    come: async (owner, bring) => {
      const { number } = await act(
        await bring('secretariat'),
        'greater-manchester',
        'action.open',
        {
          text: 'Read the report for the audit.',
          // Of a person in whose list no journey presses a row.
          ownerPost: 'post-ce-bury',
          due: '2020-01-31',
          openedOn: '2020-01-01',
          source: { kind: 'ask', id: 'ask-07' },
        },
        'scene-audit-action',
      )
      await owner.visit(`${GM}/actions/${number}`)
      await owner.openAct('Say that it is done')
      await owner.openAct('Report how it goes')
    },
  },
  {
    item: 'New governance for Accountable Local',
    who: 'secretariat',
    come: async (secretary) => {
      await secretary.openMilestone('greater-manchester', 'ms-ald-governance')
      for (const title of ['Propose a new baseline', 'Move the baseline by a decision', 'It waits for something else'])
        await secretary.openAct(title)
      await secretary.openAct('Follow it by authority')
    },
  },
  { item: 'Ask 12:', who: 'secretariat', come: openWith(`${GM}/asks/ask-12`, 'Set the rule of the gate') },
  {
    item: 'Ask 12: answer for Oldham',
    who: 'ce-oldham',
    come: async (signer, bring) => {
      await driftedReceipt(signer, await bring('chair'), 12)
      await signer.openSigning(12)
    },
  },
  {
    item: 'Signed for Bury Council: withdraw',
    who: 'ce-bury',
    come: async (signer) => {
      await signer.visit(`${GM}/receipts/${await sign(signer, 5, 'a')}?act=withdraw`)
      await signer.goOn()
      await signer.alert.waitFor()
    },
  },
  {
    item: 'Ask 5, settings',
    who: 'secretariat',
    come: openWith(`${GM}/asks/ask-05/settings`, 'Set whom the ask is addressed to'),
  },
  {
    item: 'Record an answer to ask 5 on behalf',
    who: 'secretariat',
    come: openWith(`${GM}/asks/ask-05/record`, 'Note what is reported'),
  },
  { item: 'Delegations', who: 'ce-bolton', come: at(`${GM}/delegations`) },
  {
    item: 'Name a deputy',
    who: 'ce-bolton',
    come: async (chief) => {
      await chief.visit(`${GM}/delegations?new`)
      await chief.page.getByRole('radio', { name: 'Some asks' }).check()
      await chief.goOn()
      await chief.alert.waitFor()
    },
  },
  {
    item: 'Update Front door',
    who: 'lead-2',
    come: async (lead) => {
      await lead.visit(`${LOCALITY}/workstreams/ws-2/update`)
      await lead.press('Give a rating')
      await lead.chooseRating('Amber')
      await lead.press('Send this update')
      await lead.alert.waitFor()
    },
  },
  {
    item: 'Closing Front door',
    who: 'lead-2',
    come: async (lead) => {
      await lead.visit(`${LOCALITY}/workstreams/ws-2/closure`)
      await lead.goOn()
      await lead.alert.waitFor()
    },
  },
  {
    item: 'Check a receipt or a wording',
    who: 'nobody',
    come: async (reader) => {
      await reader.visit('/public/check')
      await reader.fill('The wording', 'Words that nobody signed.')
      await reader.press('Check')
    },
  },
  { item: 'The record', who: 'chair', come: at(`${GM}/record?entry=100`) },
  { item: 'Snapshots', who: 'secretariat', come: at(`${LOCALITY}/snapshots`) },
  {
    item: 'Published reports',
    who: 'nobody',
    come: async (reader, bring) => {
      await publish(await bring('secretariat'), await bring('chair'), 'manchester-locality', 'Report for the audit')
      await reader.visit('/public/manchester-locality/snapshots')
    },
  },
  {
    item: 'Report for the audit',
    who: 'nobody',
    come: async (reader, bring) => {
      const number = await publish(
        await bring('secretariat'),
        await bring('chair'),
        'manchester-locality',
        'Report for the audit',
      )
      await reader.visit(`/public/manchester-locality/snapshots/${number}`)
    },
  },
]

test.describe.configure({ mode: 'parallel' })

test('X12 no two pages of a board share a title', async ({ people }) => {
  const [ruth] = await people('ce-bolton')
  const addresses = [
    '',
    '/programmes/prog-gm-review',
    '/programmes/prog-joint-commissioning',
    '/terms',
    '/terms/tor-delivery-board',
    '/asks',
    '/asks/ask-01',
    '/asks/ask-02',
    '/asks/ask-07/sign',
    '/asks/ask-07/sign?part=a',
    '/asks/ask-07/sign?part=b',
    '/my-authority',
    '/delegations',
    '/delegations?new',
    '/decisions',
    '/actions',
    '/milestones/ms-phase-two',
    '/milestones/ms-jcb-tor',
    '/rules',
    '/snapshots',
    '/record',
  ]
  const titles = []
  for (const address of addresses) {
    await ruth.visit(`${GM}${address}`)
    titles.push(await ruth.page.title())
  }
  expect([...new Set(titles)]).toEqual(titles)
})

for (const { item, who, come } of SCENES) {
  test(`X12 ${item} has no serious finding, light or dark, wide or narrow (${who})`, async ({ person }) => {
    // From the start: what moves in as the scene is set must not be half in when it is looked at.
    const reader = await person(who, { isSignedIn: who !== 'nobody', options: { reducedMotion: 'reduce' } })
    await come(reader, person)
    const { page } = reader
    const isLive = new URL(page.url()).pathname.startsWith('/boards/') && who !== 'scrutiny'

    await expect(page).toHaveTitle(new RegExp(`^(${item})`, 'u'))
    await expect.poll(() => frameOf(reader)).toEqual({ lang: 'en-GB', headings: 1, mains: 1, banners: 1 })

    await page.setViewportSize({ width: 1366, height: 844 })
    await page.emulateMedia({ colorScheme: 'light' })
    expect(await findings(page), 'wide, light').toEqual([])
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await findings(page, 'colours'), 'wide, dark').toEqual([])
    // What is shown on a phone only stands in one theme here: both take their colours from the same names.
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await findings(page), 'narrow, dark').toEqual([])

    await page.setViewportSize({ width: 320, height: 640 })
    await expect.poll(() => overflow(page), 'pixels beyond a screen of 320').toBeLessThanOrEqual(0)
    if (isLive) {
      // X1: it stays in view however far one has scrolled.
      await reader.key('End')
      await expect(reader.liveOrSaved).toBeInViewport()
    }
  })
}
