// What has to be there before anything runs: the packages of the lock file, and Node 24 among them.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { ROOT, run, Sentence, slowStep } from './run.mjs'

const NODE_MAJOR = 24

/** Installs the packages where they are absent or other than the lock file says, and answers with the path of Node 24. */
export async function ensureInstalled() {
  if (!isInstalled()) {
    await slowStep('Installing packages', async () => {
      const { ok, output } = await run(['npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
        env: outerEnv(),
      })
      if (!ok) throw new Sentence(`The packages could not be installed. npm said:\n${output.trim()}`)
    })
  }
  return findNode() ?? (await rebuiltNode())
}

/** Compares what lies in node_modules with the lock file, entry by entry; times of files tell nothing after a git pull. */
function isInstalled() {
  const wanted = packagesIn('package-lock.json')
  const present = packagesIn('node_modules/.package-lock.json')
  if (!wanted || !present) return false
  return Object.entries(wanted).every(
    ([path, { version, link, optional, devOptional }]) =>
      !path.includes('node_modules/') ||
      link ||
      (present[path] ? present[path].version === version : Boolean(optional || devOptional)),
  )
}

function packagesIn(file) {
  const path = join(ROOT, file)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : undefined
}

/** Node 24 comes as a package; npm's install script puts it in place, unless scripts were switched off. */
function findNode() {
  const candidates = [join(ROOT, 'node_modules/node/bin/node'), process.execPath]
  return candidates.find((node) => {
    const { stdout } = existsSync(node) ? spawnSync(node, ['--version'], { encoding: 'utf8' }) : { stdout: '' }
    return Number(/^v(\d+)/.exec(stdout ?? '')?.[1]) >= NODE_MAJOR
  })
}

async function rebuiltNode() {
  const { output } = await slowStep(`Fetching Node ${NODE_MAJOR}`, () =>
    run(['npm', 'rebuild', 'node'], { env: outerEnv() }),
  )
  const node = findNode()
  if (node) return node
  throw new Sentence(
    `Concordat runs on Node ${NODE_MAJOR}, and the npm package "node" that brings it was installed without its install script. ` +
      'Allow it (npm config delete ignore-scripts) and run npm rebuild node, ' +
      `or start with Node ${NODE_MAJOR} of your own.\n${output.trim()}`,
  )
}

/** npm run by the Node it came with: the one in node_modules is about to be replaced. */
function outerEnv() {
  const { PATH = '', ...rest } = process.env
  const own = join(ROOT, 'node_modules')
  return {
    ...rest,
    PATH: PATH.split(delimiter)
      .filter((folder) => !folder.startsWith(own))
      .join(delimiter),
  }
}
