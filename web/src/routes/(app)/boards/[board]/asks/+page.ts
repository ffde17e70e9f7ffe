import type { AskDetail, AskList } from '@concordat/shared/http'

import { boardKey, load as read } from '#lib/api/load.ts'

import type { PageLoad } from './$types'

/** The matrix, and the ask of the cell that is open in its drawer. */
export const load: PageLoad = async (event) => {
  const { board: slug } = event.params
  event.depends(boardKey(slug))
  const list = await read<AskList>(event, `/api/boards/${slug}/asks`)
  const cell = event.url.searchParams.get('cell')
  const ask = list.asks.find(({ id }) => cell !== null && cell.startsWith(`${id}.`))
  return { list, detail: ask === undefined ? null : await read<AskDetail>(event, `/api/boards/${slug}/asks/${ask.id}`) }
}
