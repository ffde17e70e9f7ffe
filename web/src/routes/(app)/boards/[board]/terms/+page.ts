import type { TermsList } from '@concordat/shared/http'

import { boardKey, load as read } from '#lib/api/load.ts'

import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  const { board } = event.params
  event.depends(boardKey(board))
  return await read<TermsList>(event, `/api/boards/${board}/terms`)
}
