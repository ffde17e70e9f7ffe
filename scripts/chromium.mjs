// A browser for the tests: one that is there, else one that can be had.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { ROOT } from './run.mjs'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']

const APPLICATIONS = [
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

const PLAYWRIGHT_CACHES = [
  process.env.PLAYWRIGHT_BROWSERS_PATH,
  join(homedir(), '.cache/ms-playwright'),
  join(homedir(), 'Library/Caches/ms-playwright'),
]

/** Its path within Playwright's own download, by platform. */
const PLAYWRIGHT_PROGRAMS = [
  'chrome-linux/chrome',
  'chrome-linux64/chrome',
  'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
]

/** Chromium needs its sandbox switched off to run as root. */
export const CHROMIUM_ARGS = process.getuid?.() === 0 ? ['--no-sandbox'] : []

/** @returns {string | undefined} the path of an installed browser; installs nothing. */
export function findChromium() {
  const given = process.env.CHROMIUM_PATH
  if (given) return given
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [...onPath, ...APPLICATIONS, ...playwrightDownloads()].find((path) => existsSync(path))
}

/** @returns {string} the path of a browser, installed now where none was. Throws when there is none to be had. */
export function provideChromium() {
  const found = findChromium()
  if (found) return found

  const attempts = []
  for (const [program, ...args] of waysToInstall()) {
    console.log(`No browser yet: ${program} ${args.join(' ')}`)
    const { status, error, stdout, stderr } = spawnSync(program, args, {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    if (status !== 0) attempts.push(`${program} ${args.join(' ')}: ${error?.message ?? (stderr || stdout).trim()}`)
    const installed = findChromium()
    if (installed) return installed
  }
  throw new Error(
    'The tests need Chromium or Chrome, and none could be had. Install one, or name one in CHROMIUM_PATH.\n' +
      attempts.join('\n'),
  )
}

function waysToInstall() {
  const debian = [
    ['apt-get', 'update'],
    ['apt-get', 'install', '-y', '--no-install-recommends', 'chromium'],
  ]
  const isRootOnDebian = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  return [...(isRootOnDebian ? debian : []), ['npx', '--no-install', 'playwright', 'install', 'chromium']]
}

function playwrightDownloads() {
  return PLAYWRIGHT_CACHES.filter((cache) => cache && existsSync(cache)).flatMap((cache) =>
    readdirSync(cache)
      .filter((name) => /^chromium-\d+$/.test(name))
      .sort((a, b) => Number(b.split('-')[1]) - Number(a.split('-')[1]))
      .flatMap((name) => PLAYWRIGHT_PROGRAMS.map((program) => join(cache, name, program))),
  )
}
