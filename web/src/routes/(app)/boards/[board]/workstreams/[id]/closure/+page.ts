import type { WorkView } from '@concordat/shared/http'
import type { ClosureChecklist } from '@concordat/shared/http-plans'

import { boardKey, load as read } from '#lib/api/load.ts'

import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  const { board, id } = event.params
  event.depends(boardKey(board))
  const [work, checklist] = await Promise.all([
    read<WorkView>(event, `/api/boards/${board}/workstreams/${id}`),
    read<ClosureChecklist>(event, `/api/boards/${board}/workstreams/${id}/closure`),
  ])
  return { work, checklist }
}
