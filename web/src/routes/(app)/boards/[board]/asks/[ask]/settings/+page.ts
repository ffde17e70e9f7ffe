import type { AskDetail } from '@concordat/shared/http'

import { boardKey, load as read } from '#lib/api/load.ts'

import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  const { board, ask } = event.params
  event.depends(boardKey(board))
  return { detail: await read<AskDetail>(event, `/api/boards/${board}/asks/${ask}`) }
}
