import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { asUnavailable } from '@concordat/db/client'
import { DomainError, PROBLEM_STATUS, type Problem } from '@concordat/shared/errors'

/**
 * The one table from what was thrown to what a person is told (contract, "Refusals"; RFC 9457). Never a stack, never SQL.
 * `id` names the request in the log and is given out only with `internal`.
 */
export function problemOf(error: unknown, id: string): Problem {
  if (error instanceof DomainError) return error.problem
  if (hasZodFastifySchemaValidationErrors(error)) {
    return invalid(
      error.validation.map(({ instancePath, message }) => ({
        path: instancePath.slice(1).replaceAll('/', '.'),
        message: message ?? 'Check this',
      })),
    )
  }
  if (error instanceof z.ZodError)
    return invalid(error.issues.map(({ path, message }) => ({ path: path.join('.'), message })))
  return asUnavailable(error)?.problem ?? refusedByFramework(error) ?? { ...INTERNAL, id }
}

const INTERNAL = {
  kind: 'internal',
  title: 'Something went wrong on our side.',
  status: PROBLEM_STATUS.internal,
  detail:
    'Look whether your change is there before you try again. If this keeps happening, tell whoever runs this service and quote the id.',
} as const satisfies Problem

function invalid(fields: NonNullable<Problem['fields']>): Problem {
  return {
    kind: 'invalid',
    title: 'Some of what was sent cannot be taken.',
    status: PROBLEM_STATUS.invalid,
    detail: 'Nothing was changed. Correct the fields named here and send it again.',
    fields,
  }
}

/** What Fastify refuses by itself before a handler is reached. The status stays the exact one, the kind is of our list. */
function refusedByFramework(error: unknown): Problem | null {
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number') return null
  switch (error.statusCode) {
    case 413:
      return {
        kind: 'invalid',
        title: 'That is too much at once.',
        status: 413,
        detail: 'Nothing was changed. Send less than 256 KB.',
      }
    case 415:
      return {
        kind: 'invalid',
        title: 'Only JSON is taken here.',
        status: 415,
        detail: 'Nothing was changed. Send application/json.',
      }
    case 503:
      return {
        kind: 'unavailable',
        title: 'The service is stopping.',
        status: 503,
        detail: 'Nothing was changed. Try again in a few seconds.',
      }
    default:
      if (error.statusCode < 400 || error.statusCode > 499) return null
      return {
        kind: 'invalid',
        title: 'This request cannot be read.',
        status: PROBLEM_STATUS.invalid,
        detail: 'Nothing was changed. Send well-formed JSON.',
      }
  }
}
