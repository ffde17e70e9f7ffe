import type { AskDetail } from '@concordat/shared/http'
import type { GateList } from '@concordat/shared/http-wording'

import { boardKey, load as read } from '#lib/api/load.ts'

import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  const { board, ask } = event.params
  event.depends(boardKey(board))
  const detail = await read<AskDetail>(event, `/api/boards/${board}/asks/${ask}`)
  const list = detail.ask.gate ? await read<GateList>(event, `/api/boards/${board}/gates`) : null
  return { detail, gate: list?.gates.find((gate) => gate.ask.id === detail.ask.id) ?? null }
}
