import type { Me } from '@concordat/shared/http'
import type { MyAuthorityView } from '@concordat/shared/http-sign-offs'
import { isHttpError } from '@sveltejs/kit'

import { load } from '../api/load.ts'

/** What waits for the body the reader speaks for; null for readers who speak for none. For `load` functions. */
export async function readOwn(
  event: { readonly fetch: typeof fetch; readonly url: URL; readonly parent: () => Promise<{ me: Me | null }> },
  board: string,
): Promise<MyAuthorityView | null> {
  const { me } = await event.parent()
  const seats = me?.posts.find(({ id }) => id === me.capacity)?.seats ?? []
  // Most readers speak for no body: nothing is asked for them.
  if (!seats.some((seat) => seat.board === board && seat.body !== null)) return null
  try {
    return await load<MyAuthorityView>(event, `/api/boards/${board}/my-authority`)
  } catch (refused) {
    if (isHttpError(refused, 404)) return null
    throw refused
  }
}
