// What can be said about the code without running it. Each check counts as one test.
import { join } from 'node:path'
import { houseEnv, ROOT, run, secondsSince } from './run.mjs'

/**
 * @typedef {{ name: string, command: readonly string[], cwd?: string }} Check
 */

/** How many run at once: what two cores bear. */
const LANES = 2

/** @returns {Check[]} */
export function codeChecks() {
  return [
    // In two, so that two lanes share what takes longest.
    {
      name: 'lint of components',
      command: ['eslint', 'web', '--max-warnings=0', '--ignore-pattern', '**/*.{js,ts,mjs}'],
    },
    { name: 'lint', command: ['eslint', '.', '--max-warnings=0', '--ignore-pattern', '**/*.svelte'] },
    { name: 'format', command: ['prettier', '--check', '--log-level=warn', '.'] },
    {
      name: 'boundaries',
      command: ['depcruise', 'shared', 'db', 'server', 'web', 'e2e', '--config', '.dependency-cruiser.cjs'],
    },
    { name: 'unused', command: ['knip'] },
  ]
}

/** @returns {Check[]} */
export function typeChecks() {
  return [{ name: 'types', command: ['turbo', 'run', 'typecheck', '--concurrency=2', '--output-logs=errors-only'] }]
}

/**
 * Runs the checks side by side, says of each how it went, and shows what a failing one had to say.
 * @param {Check[]} checks
 * @param {string} node path of Node 24
 * @returns {Promise<string[]>} the names of those that failed
 */
export async function runChecks(checks, node) {
  const env = houseEnv(node)
  // Writes the types of the routes, which lint and svelte-check both read.
  await run(['svelte-kit', 'sync'], { cwd: join(ROOT, 'web'), env })
  const waiting = [...checks]
  const failed = []
  const lane = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const startedAt = Date.now()
      const { ok, output } = await run(check.command, { cwd: join(ROOT, check.cwd ?? '.'), env })
      console.log(`${ok ? 'ok    ' : 'FAILED'}  ${check.name}  ${secondsSince(startedAt)}`)
      if (ok) continue
      failed.push(check.name)
      console.log(output.trimEnd())
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return failed
}
