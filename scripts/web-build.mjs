// The built web, made again only when something it is made of has changed.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureInstalled } from './install.mjs'
import { houseEnv, main, ROOT, run, Sentence, slowStep } from './run.mjs'

/** All that decides what the build looks like. */
const INPUTS = [
  'package-lock.json',
  'tsconfig.base.json',
  'shared/package.json',
  'shared/src',
  'web/package.json',
  'web/src',
  'web/static',
  'web/tsconfig.json',
  'web/vite.config.ts',
]
const STAMP = join(ROOT, 'web/build/inputs.sha256')

/** @param {string} node path of Node 24 */
export async function ensureWebBuilt(node) {
  if (!isWebStale()) return
  await slowStep('Building the pages', async () => {
    const { ok, output } = await buildWeb(node)
    if (!ok) throw new Sentence(`The pages could not be built. Vite said:\n${output.trim()}`)
  })
}

export function isWebStale() {
  return !existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== inputsHash()
}

/** @param {string} node path of Node 24 */
export async function buildWeb(node) {
  // Taken before the build: what changes during it must count as changed.
  const hash = inputsHash()
  const built = await run(['vite', 'build'], { cwd: join(ROOT, 'web'), env: houseEnv(node) })
  if (built.ok) writeFileSync(STAMP, hash)
  return built
}

function inputsHash() {
  const hash = createHash('sha256')
  for (const path of INPUTS.flatMap((input) => filesIn(input))) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(ROOT, path)))
      .update('\0')
  }
  return hash.digest('hex')
}

/** Every file at or below a path, tests left out, in an order that is the same everywhere. */
function filesIn(path) {
  const found = statSync(join(ROOT, path), { throwIfNoEntry: false })
  if (!found || path.includes('.test.')) return []
  if (!found.isDirectory()) return [path]
  const names = readdirSync(join(ROOT, path)).sort()
  return names.flatMap((name) => filesIn(`${path}/${name}`))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(async () => ensureWebBuilt(await ensureInstalled()))
}
