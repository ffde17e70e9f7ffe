import type { DecisionView } from '@concordat/shared/http'

import { boardKey, load as read } from '#lib/api/load.ts'

import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  const { board, number } = event.params
  event.depends(boardKey(board))
  return { decision: await read<DecisionView>(event, `/api/boards/${board}/decisions/${number}`) }
}
