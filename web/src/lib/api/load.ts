import { error, redirect } from '@sveltejs/kit'

import { request } from './request.ts'

/** The last good answer of each address read by this page, for when the line drops. Browser only: live pages never render on a server. */
const lastGood = new Map<string, unknown>()

/** On sign-out: what one person could read is not there for the next. */
export const forgetAnswers = (): void => lastGood.clear()

/**
 * For `load` functions: the answer, or the error page; someone not signed in is taken to sign-in and brought back.
 * A page that stands and is read again while the server cannot be reached keeps what it shows: an error page over somebody's
 * typing would be worse than facts of a minute ago, and the status line says how old they are.
 */
export async function load<T>(event: { readonly fetch: typeof fetch; readonly url: URL }, path: string): Promise<T> {
  const answer = await request<T>(path, {}, event.fetch)
  if (answer.ok) {
    lastGood.set(path, answer.value)
    return answer.value
  }
  if (answer.problem.kind === 'unavailable' && lastGood.has(path)) return lastGood.get(path) as T
  if (answer.problem.kind === 'unauthenticated') {
    redirect(303, `/sign-in?to=${encodeURIComponent(event.url.pathname + event.url.search)}`)
  }
  const { status, title, detail, id } = answer.problem
  error(status, title, { detail, ...(id === undefined ? {} : { reference: id }) })
}

/** What a page depends on so that a notice of the board makes it read again. */
export const boardKey = (board: string): `board:${string}` => `board:${board}`
