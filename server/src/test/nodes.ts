import { appRoleOf, close as closeDb, createDb } from '@concordat/db/client'

import { buildApp } from '../app.ts'
import type { Config } from '../config.ts'
import { freePort, type TestApp } from './app.ts'
import { testConfig } from './config.ts'

/** One more node on the database of `first`. Browsers reach both under the address of the first, as behind a balancer. */
export async function startNodeBeside(
  { config: { databaseUrl } }: Pick<TestApp, 'config'>,
  changes: Partial<Config>,
): Promise<Pick<TestApp, 'app' | 'origin' | 'config'> & { close(): Promise<void> }> {
  const url = databaseUrl ?? ''
  const db = createDb(url, { max: 4, role: await appRoleOf(url) })
  const config = testConfig({ port: await freePort(), databaseUrl: url, ...changes })
  const app = await buildApp({ config, db, logger: false })
  await app.listen({ host: config.host, port: config.port })
  return {
    app,
    config,
    origin: config.origin,
    async close() {
      await app.close()
      await closeDb(db)
    },
  }
}
