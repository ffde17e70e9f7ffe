// npm run fuzz: thousands of seeds for convergence and of damaged updates for the gate (docs/reliability.md). `--help` says how.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { ensureInstalled } from './install.mjs'
import { houseEnv, main, ROOT } from './run.mjs'

await main(async () => {
  const node = await ensureInstalled()
  const fuzzing = spawn(node, ['server/src/documents/fuzz/run.ts', ...process.argv.slice(2)], {
    cwd: ROOT,
    env: houseEnv(node),
    stdio: 'inherit',
  })
  const [code] = await once(fuzzing, 'exit')
  process.exitCode = code ?? 1
})
