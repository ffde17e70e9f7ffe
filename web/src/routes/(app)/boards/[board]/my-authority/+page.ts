import type { AskList } from '@concordat/shared/http'

import { boardKey, load as read } from '#lib/api/load.ts'
import { readOwn } from '#lib/asks/own.ts'

import type { PageLoad } from './$types'

/** What waits for the reader's body, and every ask, for what has been answered already. */
export const load: PageLoad = async (event) => {
  const { board } = event.params
  event.depends(boardKey(board))
  const [own, list] = await Promise.all([readOwn(event, board), read<AskList>(event, `/api/boards/${board}/asks`)])
  return { own, list }
}
