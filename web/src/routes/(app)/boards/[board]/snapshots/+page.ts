import type { SnapshotList } from '@concordat/shared/http'

import { boardKey, load as read } from '#lib/api/load.ts'

import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  const { board } = event.params
  event.depends(boardKey(board))
  return { list: await read<SnapshotList>(event, `/api/boards/${board}/snapshots`) }
}
