import { expect, test } from 'vitest'
import { z } from 'zod'

import { DomainError, PROBLEM_STATUS, type ProblemKind } from '@concordat/shared/errors'

import { problemOf } from './errors.ts'

const KINDS = Object.keys(PROBLEM_STATUS) as ProblemKind[]

test.each(KINDS)('a refusal of kind %s is told as it is, with its status', (kind) => {
  const problem = problemOf(
    new DomainError({ kind, title: 'No.', detail: 'Do this instead.', current: { version: 3 } }),
    'request-1',
  )
  expect(problem).toEqual({
    kind,
    title: 'No.',
    detail: 'Do this instead.',
    current: { version: 3 },
    status: PROBLEM_STATUS[kind],
  })
})

test('a payload that zod refuses names its fields', () => {
  const { error } = z
    .object({ decision: z.object({ title: z.string().min(1, 'Write something here') }) })
    .safeParse({ decision: { title: '' } })
  expect(problemOf(error, 'request-1')).toMatchObject({
    kind: 'invalid',
    status: 400,
    fields: [{ path: 'decision.title', message: 'Write something here' }],
  })
})

test('a bug is answered with an id and nothing of itself', () => {
  const problem = problemOf(new Error('select * from people where name = secret'), 'request-1')
  expect(problem).toMatchObject({ kind: 'internal', status: 500, id: 'request-1' })
  expect(JSON.stringify(problem)).not.toContain('secret')
})

test.each([
  { code: 'ECONNREFUSED' },
  { code: 'CONNECTION_CLOSED' },
  { code: '57P01', name: 'PostgresError' },
  { code: '53100', name: 'PostgresError' },
])('a database that is away (%o) is unavailable, however deep the cause lies', (reason) => {
  const error = new Error('Failed query', { cause: Object.assign(new Error('gone'), reason) })
  expect(problemOf(error, 'request-1')).toMatchObject({ kind: 'unavailable', status: 503 })
})

test('a broken rule of the database is a bug, not an outage', () => {
  expect(
    problemOf(Object.assign(new Error('duplicate key'), { code: '23505', name: 'PostgresError' }), 'request-1').kind,
  ).toBe('internal')
})

test.each([
  [413, 413],
  [415, 415],
  [400, 400],
])('what Fastify refuses with %s is invalid with %s', (statusCode, status) => {
  expect(problemOf(Object.assign(new Error('Body is bad'), { statusCode }), 'request-1')).toMatchObject({
    kind: 'invalid',
    status,
  })
})
