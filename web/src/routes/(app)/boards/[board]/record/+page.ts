import type { LedgerPage } from '@concordat/shared/http'

import { boardKey, load as read } from '#lib/api/load.ts'

import type { PageLoad } from './$types'

const PAGE = 100
const FILTERS = ['about', 'actor', 'type', 'from', 'to']

/**
 * The newest entries, those before `?before=`, or those around `?entry=`; the API gives them in order, the page shows the latest
 * first. Chosen by a filter there are gaps between their numbers, so that a page is so many entries and not so many numbers.
 */
export const load: PageLoad = async (event) => {
  const { board } = event.params
  event.depends(boardKey(board))
  const head = (await event.parent()).board.head.seq
  const { searchParams } = event.url
  const asked = Number(searchParams.get('entry'))
  const around = asked > 0 ? Math.min(head + 1, asked + PAGE / 2) : undefined
  const before = around ?? (Number(searchParams.get('before')) || head + 1)
  const query = new URLSearchParams(
    FILTERS.flatMap((key) => {
      const value = searchParams.get(key) ?? ''
      return value === '' ? [] : [[key, value]]
    }),
  ).toString()

  const start = Math.max(0, before - 1 - PAGE)
  const range = query === '' ? `after=${start}&limit=${Math.min(PAGE, before - 1 - start)}` : `limit=${PAGE}&${query}`
  const ledger = await read<LedgerPage>(event, `/api/boards/${board}/ledger?before=${before}&${range}`)
  // A filtered page that is not full is the last one.
  const first = ledger.entries.length < PAGE ? 1 : (ledger.entries[0]?.seq ?? 1)
  return {
    ledger,
    before,
    after: query === '' ? start : first - 1,
    query: query === '' ? '' : `?${query}`,
    asked: asked > 0 ? asked : null,
  }
}
