import type { AskList, ReceiptView } from '@concordat/shared/http'

import { boardKey, load as read } from '#lib/api/load.ts'
import { readOwn } from '#lib/asks/own.ts'

import type { PageLoad } from './$types'

/** The receipt, the matrix it belongs to, and what waits for the reader: for what may still be done with it and what comes next. */
export const load: PageLoad = async (event) => {
  const { board, seq } = event.params
  event.depends(boardKey(board))
  const [receipt, list, own] = await Promise.all([
    read<ReceiptView>(event, `/api/boards/${board}/receipts/${seq}`),
    read<AskList>(event, `/api/boards/${board}/asks`),
    readOwn(event, board),
  ])
  return { receipt, list, own }
}
