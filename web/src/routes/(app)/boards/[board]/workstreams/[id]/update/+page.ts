import type { WorkView } from '@concordat/shared/http'
import type { ActionList } from '@concordat/shared/http-actions'

import { boardKey, load as read } from '#lib/api/load.ts'

import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  const { board, id } = event.params
  event.depends(boardKey(board))
  const [work, { actions }] = await Promise.all([
    read<WorkView>(event, `/api/boards/${board}/workstreams/${id}`),
    read<ActionList>(event, `/api/boards/${board}/actions?sourceKind=workstream&sourceId=${id}`),
  ])
  return { work, actions }
}
