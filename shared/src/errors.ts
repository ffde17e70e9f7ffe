/** Kinds of refusal, the closed list of `contract.md`. */
export const PROBLEM_STATUS = {
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  invalid: 400,
  stale: 409,
  conflict: 409,
  'rate-limited': 429,
  unavailable: 503,
  internal: 500,
} as const

export type ProblemKind = keyof typeof PROBLEM_STATUS

/** What a person is told (RFC 9457, `application/problem+json`). */
export interface Problem {
  readonly kind: ProblemKind
  /** Names a refusal that a page acts on: `step-up-required`. */
  readonly code?: string
  /** What happened, in one sentence. */
  readonly title: string
  readonly status: number
  /** What was not done and what to do next. */
  readonly detail: string
  /** `invalid`: which fields, by path into the payload, and what each needs. */
  readonly fields?: readonly { readonly path: string; readonly message: string }[]
  /** `stale` and `conflict`: the state now. */
  readonly current?: unknown
  /** `internal`: an id to quote. */
  readonly id?: string
}

/** An expected refusal. Anything else that is thrown is a bug and answered as `internal`. */
export class DomainError extends Error {
  readonly problem: Problem

  constructor(problem: Omit<Problem, 'status'>) {
    super(`${problem.title} ${problem.detail}`)
    this.name = 'DomainError'
    this.problem = { ...problem, status: PROBLEM_STATUS[problem.kind] }
  }
}

/** For the default branch of a switch over a union. */
export function unreachable(value: never): never {
  throw new Error(`Unreachable: ${JSON.stringify(value)}`)
}
