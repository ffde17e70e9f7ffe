import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { test as base, type BrowserContextOptions } from '@playwright/test'

import { Person } from './people.ts'
import { freePort, TestServer } from './server.ts'

export { expect } from '@playwright/test'

interface Fixtures {
  /** Address of the server that all journeys share. */
  address: string
  /** Brings in a demo person, signed in, in a browser context of their own. */
  person: (id: string, how?: { at?: string; phone?: boolean; options?: BrowserContextOptions }) => Promise<Person>
  /** A server of this test's own, which it may kill and start again. */
  ownServer: TestServer
}

const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }

export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from the pattern.
  address: async ({}, use) => {
    await use(process.env['E2E_URL'] ?? '')
  },
  person: async ({ browser, address }, use) => {
    const opened: Person[] = []
    await use(async (id, { at = address, phone = false, options = {} } = {}) => {
      const context = await browser.newContext({ baseURL: at, ...(phone ? PHONE : { viewport: { width: 1366, height: 900 } }), ...options })
      const person = new Person(id, context, await context.newPage())
      opened.push(person)
      await person.signIn()
      return person
    })
    for (const person of opened) await person.leave()
  },
  // eslint-disable-next-line no-empty-pattern -- as above
  ownServer: async ({}, use) => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'concordat-own-'))
    const server = new TestServer(dataDir, await freePort())
    await server.start()
    await use(server)
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  },
})
