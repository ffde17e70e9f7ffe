import type { Problem } from '@concordat/shared/errors'

/** What HTTP gave back: the answer, or a refusal in the words of the server. Never throws for a refusal or a lost line. */
export type Answer<T> =
  { readonly ok: true; readonly value: T; readonly status: number } | { readonly ok: false; readonly problem: Problem }

const LOST: Problem = {
  kind: 'unavailable',
  status: 503,
  title: 'The server could not be reached.',
  detail: 'Nothing was recorded. Check your connection and try again; what you have written stays on this page.',
}

/** One request to our own API. A network failure is answered as `unavailable`, so that every caller shows the same words. */
export async function request<T>(
  path: string,
  init: RequestInit = {},
  fetcher: typeof fetch = fetch,
): Promise<Answer<T>> {
  let response: Response
  try {
    response = await fetcher(path, { ...init, headers: { accept: 'application/json', ...init.headers } })
  } catch {
    return { ok: false, problem: LOST }
  }
  if (response.ok) {
    return {
      ok: true,
      status: response.status,
      value: (response.status === 204 ? undefined : await response.json()) as T,
    }
  }
  if (response.headers.get('content-type')?.includes('problem+json')) {
    return { ok: false, problem: (await response.json()) as Problem }
  }
  return { ok: false, problem: { ...LOST, status: response.status, title: `The server answered ${response.status}.` } }
}

/** A POST with a JSON body. */
export function post<T>(path: string, body: unknown): Promise<Answer<T>> {
  return request<T>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}
