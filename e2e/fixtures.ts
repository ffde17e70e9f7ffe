import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { test as base, type Browser, type BrowserContextOptions } from '@playwright/test'

import { Person } from './people.ts'
import { freePort, TestServer } from './server.ts'

export { expect } from '@playwright/test'

interface HowTheyCome {
  /** Address of a server other than the shared one. */
  readonly at?: string
  readonly phone?: boolean
  readonly isSignedIn?: boolean
  readonly options?: BrowserContextOptions
}

interface Fixtures {
  /** Brings in demo people, signed in, each in a browser context of their own: tabs of one context share more than a server. */
  people: <const Ids extends readonly string[]>(...ids: Ids) => Promise<{ [Index in keyof Ids]: Person }>
  /** One person who comes some other way: by phone, to another server, or not signed in. */
  person: (id: string, how?: HowTheyCome) => Promise<Person>
  /** A server of this test's own, which it may kill and start again. */
  ownServer: TestServer
}

interface WorkerFixtures {
  /** Address of the server that all journeys share. */
  address: string
  /** Address of a second one, for journeys that change what others build on: offices, wordings, gates, closed work. */
  elsewhere: string
}

const DESK: BrowserContextOptions = { viewport: { width: 1366, height: 900 } }
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
  deviceScaleFactor: 2,
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  address: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from the pattern.
    async ({}, use) => use(process.env['E2E_URL'] ?? ''),
    { scope: 'worker' },
  ],

  elsewhere: [
    // eslint-disable-next-line no-empty-pattern -- as above
    async ({}, use) => withServer((server) => use(server.url)),
    { scope: 'worker', timeout: 120_000 },
  ],

  person: async ({ browser, address }, use) => {
    const present: Person[] = []
    await use(async (id, how = {}) => {
      const person = await comeIn(browser, id, { at: address, ...how })
      present.push(person)
      return person
    })
    await Promise.all(present.map((person) => person.leave()))
  },

  people: async ({ person }, use) => {
    await use(async (...ids) => {
      const present = await Promise.all(ids.map((id) => person(id)))
      return present as { [Index in keyof typeof ids]: Person }
    })
  },

  // eslint-disable-next-line no-empty-pattern -- as above
  ownServer: async ({}, use) => withServer(use),
})

async function withServer(use: (server: TestServer) => Promise<void>): Promise<void> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'concordat-own-'))
  const server = new TestServer(dataDir, await freePort())
  await server.start()
  await use(server)
  await server.stop()
  await rm(dataDir, { recursive: true, force: true })
}

async function comeIn(
  browser: Browser,
  id: string,
  { at, phone = false, isSignedIn = true, options = {} }: HowTheyCome,
): Promise<Person> {
  const context = await browser.newContext({
    ...(at === undefined ? {} : { baseURL: at }),
    ...(phone ? PHONE : DESK),
    ...options,
  })
  const person = new Person(id, context, await context.newPage())
  if (isSignedIn) await person.signIn()
  return person
}
