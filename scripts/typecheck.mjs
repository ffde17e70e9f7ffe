// npm run typecheck: every workspace, two at a time.
import { ensureInstalled } from './install.mjs'
import { runChecks, typeChecks } from './checks.mjs'
import { main } from './run.mjs'

await main(async () => {
  const failed = await runChecks(typeChecks(), await ensureInstalled())
  if (failed > 0) process.exitCode = 1
})
