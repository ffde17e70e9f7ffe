import type { ActionList } from '@concordat/shared/http-actions'

import { boardKey, load as read } from '#lib/api/load.ts'

import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  const { board } = event.params
  event.depends(boardKey(board))
  return { list: await read<ActionList>(event, `/api/boards/${board}/actions?state=all`) }
}
