import type { Me } from '@concordat/shared/http'

import { request } from '#lib/api/request.ts'

import type { LayoutLoad } from './$types'

/** Live pages are rendered in the browser; what must be readable without it is published as a snapshot. */
export const ssr = false

/** Who is signed in. Nobody is not an error here: the pages that need somebody send to sign-in themselves. */
export const load: LayoutLoad = async ({ fetch, depends }) => {
  depends('app:me')
  const answer = await request<Me>('/api/me', {}, fetch)
  return { me: answer.ok ? answer.value : null }
}
