import type { AskList } from '@concordat/shared/http'
import type { DelegationList } from '@concordat/shared/http-sign-offs'

import { boardKey, load as read } from '#lib/api/load.ts'
import { readOwn } from '#lib/asks/own.ts'

import type { PageLoad } from './$types'

/** Who signs for whom, and for a chief executive what is needed to name a deputy. */
export const load: PageLoad = async (event) => {
  const { board } = event.params
  event.depends(boardKey(board))
  const [{ delegations }, own, list] = await Promise.all([
    read<DelegationList>(event, `/api/boards/${board}/delegations`),
    readOwn(event, board),
    read<AskList>(event, `/api/boards/${board}/asks`),
  ])
  return { delegations, own, list }
}
