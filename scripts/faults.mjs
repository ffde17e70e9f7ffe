// npm run faults: kills, cuts and pauses real servers, and checks that nothing was lost (docs/reliability.md). `--help` says how.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { findChromium } from './chromium.mjs'
import { ensureInstalled } from './install.mjs'
import { houseEnv, main, ROOT } from './run.mjs'

await main(async () => {
  const node = await ensureInstalled()
  const breaking = spawn(node, ['server/src/faults/run.ts', ...process.argv.slice(2)], {
    cwd: ROOT,
    env: houseEnv(node, { CHROMIUM_PATH: findChromium() }),
    stdio: 'inherit',
  })
  // Not to be left behind: the faults end what they have started.
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => breaking.kill(signal))
  const [code] = await once(breaking, 'exit')
  process.exitCode = code ?? 1
})
