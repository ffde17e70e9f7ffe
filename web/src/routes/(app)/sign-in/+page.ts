import type { DemoPerson } from '@concordat/shared/http'

import { request } from '#lib/api/request.ts'

import type { PageLoad } from './$types'

/** The demo people, or null where this installation has no demo sign-in. */
export const load: PageLoad = async ({ fetch }) => {
  const answer = await request<DemoPerson[]>('/api/demo/people', {}, fetch)
  return {
    people: answer.ok ? answer.value : null,
    problem: answer.ok || answer.problem.kind === 'not-found' ? null : answer.problem,
  }
}
