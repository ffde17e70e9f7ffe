import type { AskDetail, AskList } from '@concordat/shared/http'

import { boardKey, load as read } from '#lib/api/load.ts'

import type { PageLoad } from './$types'

/** The matrix, and the ask of the cell that is open in its drawer. */
export const load: PageLoad = async (event) => {
  const { board: slug } = event.params
  event.depends(boardKey(slug))
  const list = unchanged(await read<AskList>(event, `/api/boards/${slug}/asks`))
  const cell = event.url.searchParams.get('cell')
  const ask = list.asks.find(({ id }) => cell !== null && cell.startsWith(`${id}.`))
  return { list, detail: ask === undefined ? null : await read<AskDetail>(event, `/api/boards/${slug}/asks/${ask.id}`) }
}

let last: { readonly text: string; readonly list: AskList } | undefined

/** The same object for the same answer: opening a cell must not draw thousands of others anew. */
function unchanged(list: AskList): AskList {
  const text = JSON.stringify(list)
  if (last?.text !== text) last = { text, list }
  return last.list
}
