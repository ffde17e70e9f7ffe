// npm test: everything there is to test, from a fresh clone on. The last line counts it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { codeChecks, runChecks, typeChecks } from './checks.mjs'
import { provideChromium } from './chromium.mjs'
import { failuresOfPlaywright, failuresOfVitest } from './failures.mjs'
import { ensureInstalled } from './install.mjs'
import { houseEnv, main, ROOT, run, secondsSince } from './run.mjs'

/** What an operator sets for a server of theirs has no say in the tests. */
const OPERATORS = ['DATABASE_URL', 'DATA_DIR', 'DEMO', 'HOST', 'PORT', 'PUBLIC_URL', 'LOG_LEVEL']

await main(async () => {
  const startedAt = Date.now()
  const node = await ensureInstalled()
  for (const name of OPERATORS) delete process.env[name]
  const reports = mkdtempSync(join(tmpdir(), 'concordat-reports-'))
  const total = { passed: 0, failed: 0, skipped: 0 }
  const failures = []
  const add = ({ passed = 0, failed = 0, skipped = 0, told = [] }) => {
    total.passed += passed
    total.failed += failed
    total.skipped += skipped
    failures.push(...told)
  }
  try {
    const browser = browserOrReason()
    if (browser.reason) {
      console.log(browser.reason)
      add({ failed: 1, told: [browser.reason] })
    }
    add(await checks(node))
    add(await vitest(node, browser.path, join(reports, 'vitest.json')))
    add(await budgetsAndJourneys(node, browser.path, join(reports, 'playwright.json')))
  } finally {
    rmSync(reports, { recursive: true, force: true })
  }
  if (total.failed > 0) process.exitCode = 1
  if (failures.length > 0) {
    heading('What failed')
    console.log(failures.join('\n'))
  }
  console.log(`\nAll of it took ${secondsSince(startedAt)}.`)
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
})

function browserOrReason() {
  try {
    return { path: provideChromium() }
  } catch (error) {
    return { reason: error.message }
  }
}

async function checks(node) {
  heading('Lint, boundaries, unused code, types, build')
  const all = [...codeChecks(), ...typeChecks(), { name: 'build of web', command: ['node', 'scripts/web-build.mjs'] }]
  const failed = await runChecks(all, node)
  return { passed: all.length - failed.length, failed: failed.length, told: failed }
}

async function vitest(node, browser, report) {
  heading('Unit, property, database and component tests')
  const startedAt = Date.now()
  const projects = browser ? [] : ['--project=!browser']
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { ok } = await run(['vitest', 'run', ...projects, ...reporters], {
    env: houseEnv(node, { ...(browser && { CHROMIUM_PATH: browser }) }),
    isShown: true,
  })
  console.log(`${ok ? 'ok    ' : 'FAILED'}  ${secondsSince(startedAt)}`)
  return counted(ok, report, (result) => ({
    passed: result.numPassedTests,
    failed: result.numFailedTests,
    skipped: result.numPendingTests + result.numTodoTests,
    told: failuresOfVitest(result, ROOT),
  }))
}

async function budgetsAndJourneys(node, browser, report) {
  const env = houseEnv(node, { ...(browser && { CHROMIUM_PATH: browser }), PLAYWRIGHT_JSON_OUTPUT_NAME: report })
  heading('Budgets of the built pages')
  const budgets = await run(['node', 'scripts/check-budgets.mjs'], { env, isShown: true })

  heading('Journeys in the browser')
  const startedAt = Date.now()
  if (!browser) {
    console.log('Not run: there is no browser.')
    return { passed: budgets.ok ? 1 : 0, failed: budgets.ok ? 1 : 2, told: ['journeys: there is no browser'] }
  }
  const journeys = await run(['playwright', 'test', '--reporter=list,json'], {
    cwd: join(ROOT, 'e2e'),
    env,
    isShown: true,
  })
  console.log(`${journeys.ok ? 'ok    ' : 'FAILED'}  ${secondsSince(startedAt)}`)
  const {
    passed = 0,
    failed,
    skipped = 0,
    told,
  } = counted(journeys.ok, report, (result) => ({
    passed: result.stats.expected + result.stats.flaky,
    failed: result.stats.unexpected,
    skipped: result.stats.skipped,
    told: failuresOfPlaywright(result),
  }))
  if (budgets.ok) return { passed: passed + 1, failed, skipped, told }
  return { passed, failed: failed + 1, skipped, told: ['budgets of the built pages', ...told] }
}

/** The counts of a report. A run that failed without a failing test, or without a report, failed once. */
function counted(ok, report, countsOf) {
  try {
    const counts = countsOf(JSON.parse(readFileSync(report, 'utf8')))
    if (ok || counts.failed > 0) return counts
    const told = counts.told.length > 0 ? counts.told : ['A run failed in which no test did; why stands above.']
    return { ...counts, failed: 1, told }
  } catch (error) {
    const reason = `There is no report of this run (${error.message}).`
    console.log(reason)
    return { failed: 1, told: [reason] }
  }
}

function heading(title) {
  console.log(`\n── ${title}`)
}
