// What failed, said once more at the very end of a long run: whoever reads only its last page reads this.
import { stripVTControlCharacters } from 'node:util'

/** Enough of a message to know what was expected; the whole stands above, where it happened. */
const LINES = 6

/**
 * @param {{ testResults?: { name: string, status?: string, message?: string, assertionResults?: { status: string, fullName: string, failureMessages?: string[] }[] }[] }} report as vitest's json reporter writes it
 * @param {string} root the folder that files are named from
 * @returns {string[]} a text for each test that failed, and for each file that failed before its first test
 */
export function failuresOfVitest({ testResults = [] }, root) {
  return testResults.flatMap(({ name, message, status, assertionResults = [] }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed')
    if (failed.length === 0 && status === 'failed') return [told(`${within(root, name)}: did not run`, message)]
    return failed.map((test) => told(`${within(root, name)}: ${test.fullName}`, test.failureMessages?.[0]))
  })
}

/**
 * @param {{ suites?: object[], errors?: { message?: string }[] }} report as Playwright's json reporter writes it
 * @returns {string[]} a text for each journey that failed, and for each error outside of any
 */
export function failuresOfPlaywright({ suites = [], errors = [] }) {
  const inSuite = ({ suites: inner = [], specs = [] }) => [...specs.flatMap(inSpec), ...inner.flatMap(inSuite)]
  const inSpec = ({ ok, title, file, tests = [] }) => {
    if (ok) return []
    const message = tests.flatMap(({ results = [] }) => results).find(({ error }) => error)?.error?.message
    return [told(`${file}: ${title}`, message)]
  }
  return [...suites.flatMap(inSuite), ...errors.map(({ message }) => told('outside of any journey', message))]
}

const within = (root, path) => (path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path)

function told(title, message = 'no message') {
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .filter((line) => line.trim() !== '')
  return [title, ...lines.slice(0, LINES).map((line) => `    ${line}`)].join('\n')
}
