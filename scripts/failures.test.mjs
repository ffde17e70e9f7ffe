import { expect, it } from 'vitest'

import { failuresOfPlaywright, failuresOfVitest } from './failures.mjs'

it('a test that failed is named by file and title, with the first lines of its message and no colours', () => {
  const message = `\u001b[31mexpected 2 to be 1\u001b[39m\n\n${Array.from({ length: 20 }, (_, i) => `at line ${i}`).join('\n')}`
  const assertionResults = [
    { status: 'passed', fullName: 'adds', failureMessages: [] },
    { status: 'failed', fullName: 'sums up', failureMessages: [message] },
  ]
  const told = failuresOfVitest({ testResults: [{ name: '/house/shared/sum.test.ts', assertionResults }] }, '/house')
  expect(told).toHaveLength(1)
  expect(told[0]).toMatch(/^shared\/sum\.test\.ts: sums up\n {4}expected 2 to be 1\n {4}at line 0\n/u)
  expect(told[0]).not.toContain('at line 9')
})

it('a file that failed before its first test is named as well', () => {
  const testResults = [{ name: '/house/a.test.ts', status: 'failed', message: 'cannot be read', assertionResults: [] }]
  expect(failuresOfVitest({ testResults }, '/house')).toEqual(['a.test.ts: did not run\n    cannot be read'])
})

it('a journey that failed is named, however deep it stands, and so is an error outside of any', () => {
  const failed = {
    ok: false,
    title: '[CE-1] signs',
    file: 'sign.spec.ts',
    tests: [{ results: [{ error: { message: 'no button' } }] }],
  }
  const passed = { ok: true, title: 'reads', file: 'sign.spec.ts', tests: [] }
  const report = { suites: [{ suites: [{ specs: [passed, failed] }] }], errors: [{ message: 'no server' }] }
  expect(failuresOfPlaywright(report)).toEqual([
    'sign.spec.ts: [CE-1] signs\n    no button',
    'outside of any journey\n    no server',
  ])
})
