import type { ActionView, PostList } from '@concordat/shared/http-actions'
import type { ThreadView } from '@concordat/shared/http-threads'

import { boardKey, load as read } from '#lib/api/load.ts'

import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  const { board, number } = event.params
  event.depends(boardKey(board))
  const [action, thread] = await Promise.all([
    read<ActionView>(event, `/api/boards/${board}/actions/${number}`),
    read<ThreadView>(event, `/api/boards/${board}/threads/action/${number}`),
  ])
  const { posts } = action.abilities.includes('action.reassign')
    ? await read<PostList>(event, `/api/boards/${board}/posts`)
    : { posts: [] }
  return { action, thread, posts }
}
