import { error, redirect } from '@sveltejs/kit'

import { request } from './request.ts'

/** For `load` functions: the answer, or the error page; someone not signed in is taken to sign-in and brought back. */
export async function load<T>(event: { readonly fetch: typeof fetch; readonly url: URL }, path: string): Promise<T> {
  const answer = await request<T>(path, {}, event.fetch)
  if (answer.ok) return answer.value
  if (answer.problem.kind === 'unauthenticated') {
    redirect(303, `/sign-in?to=${encodeURIComponent(event.url.pathname + event.url.search)}`)
  }
  const { status, title, detail, id } = answer.problem
  error(status, title, { detail, ...(id === undefined ? {} : { reference: id }) })
}

/** What a page depends on so that a notice of the board makes it read again. */
export const boardKey = (board: string): `board:${string}` => `board:${board}`
