import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { freePort, TestServer } from './server.ts'

/** One server with the sample boards for all journeys; `E2E_URL` points them at one that runs already. */
export default async function startServer(): Promise<(() => Promise<void>) | undefined> {
  if (process.env['E2E_URL']) return undefined
  const dataDir = await mkdtemp(path.join(tmpdir(), 'concordat-e2e-'))
  const server = new TestServer(dataDir, await freePort())
  await server.start()
  process.env['E2E_URL'] = server.url
  return async () => {
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}
