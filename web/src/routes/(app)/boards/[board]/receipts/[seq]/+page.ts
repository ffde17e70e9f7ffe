import type { AskList, ReceiptView } from '@concordat/shared/http'

import { boardKey, load as read } from '#lib/api/load.ts'

import type { PageLoad } from './$types'

/** The receipt, and the matrix it belongs to: for what the holder may still do with it and what comes next. */
export const load: PageLoad = async (event) => {
  const { board, seq } = event.params
  event.depends(boardKey(board))
  const [receipt, list] = await Promise.all([
    read<ReceiptView>(event, `/api/boards/${board}/receipts/${seq}`),
    read<AskList>(event, `/api/boards/${board}/asks`),
  ])
  return { receipt, list }
}
