import type { MilestoneView } from '@concordat/shared/http'
import type { ThreadView } from '@concordat/shared/http-threads'

import { boardKey, load as read } from '#lib/api/load.ts'

import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  const { board, id } = event.params
  event.depends(boardKey(board))
  const [milestone, thread] = await Promise.all([
    read<MilestoneView>(event, `/api/boards/${board}/milestones/${id}`),
    read<ThreadView>(event, `/api/boards/${board}/threads/milestone/${id}`),
  ])
  return { milestone, thread }
}
