import type { Entry, LedgerPage } from '@concordat/shared/http'
import { verifyChain, type ChainVerdict, type LedgerEntry } from '@concordat/shared/ledger'

import { request } from '#lib/api/request.ts'

const PAGE = 500

/** How far a check has come, or how it ended. `lost`: the entries could not be read to the end, so nothing is said about them. */
export type Check =
  | { readonly state: 'running'; readonly entries: number; readonly of: number }
  | { readonly state: 'done'; readonly verdict: ChainVerdict; readonly at: Date }
  | { readonly state: 'lost'; readonly detail: string }

/**
 * Reads the whole ledger and works out every digest again, here in the reader's browser (J1). Trusts nothing of the server's
 * but the bytes; says what it has seen, up to the head it was given.
 */
export async function checkChain(board: string, tell: (check: Check) => void): Promise<void> {
  let verdict: ChainVerdict = { ok: true, entries: 0, head: null }
  for (;;) {
    const after: number = verdict.head?.seq ?? 0
    const answer = await request<LedgerPage>(`/api/boards/${board}/ledger?after=${after}&limit=${PAGE}`)
    if (!answer.ok) return tell({ state: 'lost', detail: answer.problem.detail })
    const { entries, head } = answer.value
    const next = verifyChain(entries as (Entry & LedgerEntry)[], verdict)
    if (!next.ok) return tell({ state: 'done', verdict: next, at: new Date() })
    verdict = next
    if (entries.length < PAGE) {
      // The chain may hold and still stop short of the head that the server itself names.
      const whole = verdict.head?.seq === head.seq && verdict.head.hash === head.hash
      return tell({
        state: 'done',
        verdict: whole ? verdict : { ok: false, entries: verdict.entries, at: head.seq, reason: 'gap' },
        at: new Date(),
      })
    }
    tell({ state: 'running', entries: verdict.entries, of: head.seq })
  }
}
