import type { BoardView } from '@concordat/shared/http'

import { boardKey, load as read } from '#lib/api/load.ts'

import type { LayoutLoad } from './$types'

export const load: LayoutLoad = async (event) => {
  const { board: slug } = event.params
  event.depends(boardKey(slug))
  return { board: await read<BoardView>(event, `/api/boards/${slug}`) }
}
