import type { PostList } from '@concordat/shared/http-actions'

import { boardKey, load as read } from '#lib/api/load.ts'

import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  const { board } = event.params
  event.depends(boardKey(board))
  return read<PostList>(event, `/api/boards/${board}/posts`)
}
