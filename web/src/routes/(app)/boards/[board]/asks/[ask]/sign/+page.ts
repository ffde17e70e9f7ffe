import type { AskDetail } from '@concordat/shared/http'

import { boardKey, load as read } from '#lib/api/load.ts'
import { readOwn } from '#lib/asks/own.ts'

import type { PageLoad } from './$types'

/** The ask, and what tells in which capacity the reader would answer it. */
export const load: PageLoad = async (event) => {
  const { board, ask } = event.params
  event.depends(boardKey(board))
  const [detail, own] = await Promise.all([
    read<AskDetail>(event, `/api/boards/${board}/asks/${ask}`),
    readOwn(event, board),
  ])
  return { detail, own }
}
