// npm run bench: our sync server beside others, measured in one run. `npm run bench -- --help` says what can be asked for.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureInstalled } from './install.mjs'
import { houseEnv, main, ROOT, run, Sentence, slowStep } from './run.mjs'

const BENCH = join(ROOT, 'bench')

await main(async () => {
  const node = await ensureInstalled()
  await ensureBenchInstalled()

  // Not through run(): a full measurement takes hours, and has limits of its own.
  const bench = spawn(node, [join(BENCH, 'src/main.ts'), ...process.argv.slice(2)], {
    cwd: ROOT,
    env: houseEnv(node),
    stdio: 'inherit',
  })
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT']) process.on(signal, () => bench.kill(signal))
  bench.on('error', (error) => {
    console.error(`The measurement could not be started with ${node}: ${error.message}`)
    process.exitCode = 1
  })
  bench.on('exit', (code) => (process.exitCode = code ?? 1))
})

/** The peers have a lock file of their own: nothing of theirs is the product's. */
async function ensureBenchInstalled() {
  if (isBenchInstalled()) return
  await slowStep('Installing the servers to compare with', async () => {
    const { ok, output } = await run(['npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: BENCH })
    if (!ok) throw new Sentence(`They could not be installed. npm said:\n${output.trim()}`)
  })
}

function isBenchInstalled() {
  const installed = join(BENCH, 'node_modules/.package-lock.json')
  if (!existsSync(installed)) return false
  const { packages: wanted } = JSON.parse(readFileSync(join(BENCH, 'package-lock.json'), 'utf8'))
  const { packages: present } = JSON.parse(readFileSync(installed, 'utf8'))
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || optional || present[path]?.version === version,
  )
}
