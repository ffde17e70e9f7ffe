import type { LedgerPage } from '@concordat/shared/http'

import { boardKey, load as read } from '#lib/api/load.ts'

import type { PageLoad } from './$types'

const PAGE = 100

/** The newest entries, those before `?before=`, or those around `?entry=`; the API gives them in order, the page shows the latest first. */
export const load: PageLoad = async (event) => {
  const { board } = event.params
  event.depends(boardKey(board))
  const head = (await event.parent()).board.head.seq
  const asked = Number(event.url.searchParams.get('entry'))
  const around = asked > 0 ? Math.min(head + 1, asked + PAGE / 2) : undefined
  const before = around ?? (Number(event.url.searchParams.get('before')) || head + 1)
  const after = Math.max(0, before - 1 - PAGE)
  return {
    ledger: await read<LedgerPage>(
      event,
      `/api/boards/${board}/ledger?after=${after}&limit=${Math.min(PAGE, before - 1 - after)}`,
    ),
    before,
    after,
    asked: asked > 0 ? asked : null,
  }
}
