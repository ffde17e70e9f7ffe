import type { TermsView } from '@concordat/shared/http'

import { boardKey, load as read } from '#lib/api/load.ts'

import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  const { board, id } = event.params
  event.depends(boardKey(board))
  return { view: await read<TermsView>(event, `/api/boards/${board}/terms/${id}`) }
}
