import type { LedgerPage, LedgerVerdict } from '@concordat/shared/http'
import type { LedgerEntry } from '@concordat/shared/ledger'

import type { BoardName, Person } from './people.ts'

/**
 * What people did to one record, oldest first, as the ledger has it: `ce-bolton sign-off.give signed`. Entries of the sample
 * are nobody's acts and are left out.
 */
export async function actsOn(asker: Person, board: BoardName, record: string): Promise<string[]> {
  const entries = await entriesOf(asker, board)
  return entries
    .filter(({ actor, payload }) => actor.role !== 'loader' && isAbout(payload, record))
    .map(({ actor, type, payload }) => {
      const what = payload['answer'] ?? payload['value']
      return [actor.person, type, ...(typeof what === 'string' ? [what] : [])].join(' ')
    })
}

/** Every entry of a board, in order. */
export async function entriesOf(asker: Person, board: BoardName): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = []
  for (;;) {
    const page = await asker.ask<LedgerPage>(`/api/boards/${board}/ledger?limit=500&after=${entries.length}`)
    entries.push(...(page.entries as LedgerEntry[]))
    if (entries.length >= page.head.seq || page.entries.length === 0) return entries
  }
}

/** What the server says of its own chain. */
export const verdictOn = (asker: Person, board: BoardName): Promise<LedgerVerdict> =>
  asker.ask<LedgerVerdict>(`/api/boards/${board}/ledger/verify`)

/** True when a payload names the record, at any depth. */
function isAbout(value: unknown, record: string): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some((member) => isAbout(member, record))
  return value === record
}
