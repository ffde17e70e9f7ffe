import type { DecisionView } from '@concordat/shared/http'
import type { ThreadView } from '@concordat/shared/http-threads'

import { boardKey, load as read } from '#lib/api/load.ts'

import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  const { board, number } = event.params
  event.depends(boardKey(board))
  const [decision, thread] = await Promise.all([
    read<DecisionView>(event, `/api/boards/${board}/decisions/${number}`),
    read<ThreadView>(event, `/api/boards/${board}/threads/decision/${number}`),
  ])
  return { decision, thread }
}
