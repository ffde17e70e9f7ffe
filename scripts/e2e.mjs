// npm run e2e: the journeys, in a browser, against a server the journeys start themselves.
import { join } from 'node:path'
import { provideChromium } from './chromium.mjs'
import { ensureInstalled } from './install.mjs'
import { houseEnv, main, ROOT, run } from './run.mjs'
import { ensureWebBuilt } from './web-build.mjs'

await main(async () => {
  const node = await ensureInstalled()
  await ensureWebBuilt(node)
  const { ok } = await run(['playwright', 'test', ...process.argv.slice(2)], {
    cwd: join(ROOT, 'e2e'),
    env: houseEnv(node, { CHROMIUM_PATH: provideChromium() }),
    isShown: true,
  })
  if (!ok) process.exitCode = 1
})
