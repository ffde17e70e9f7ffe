import type { ClassificationView, WordingState } from '@concordat/shared/http-wording'
import type { WeightyChange } from '@concordat/shared/text/weighty-changes'

import type { Wording } from '../asks.ts'
import type { Tx } from '../client.ts'
import { listConfirmations, listObjections } from '../wordings.ts'
import { readSignatories } from './signatories.ts'

export interface WordingStanding {
  readonly state: WordingState
  readonly weighty: WeightyChange[]
  readonly classifications: ClassificationView[]
}

/**
 * What the change of each wording counts as, with every confirmation and objection behind it, oldest first (D3): three queries,
 * of these asks or of all.
 */
export async function readWordingStandings(
  tx: Tx,
  boardId: string,
  askIds?: readonly string[],
): Promise<(wording: Pick<Wording, 'askId' | 'version' | 'change' | 'weighty'>) => WordingStanding> {
  const [confirmations, objections] = await Promise.all([
    listConfirmations(tx, boardId, askIds),
    listObjections(tx, boardId, askIds),
  ])
  const signatory = await readSignatories(
    tx,
    boardId,
    [...confirmations, ...objections].map(({ seq }) => seq),
  )
  return ({ askId, version, change, weighty }) => {
    const confirmed = confirmations.filter((one) => one.askId === askId && one.version === version)
    const objected = objections.filter((one) => one.askId === askId && one.wordingVersion === version)
    const classifications: ClassificationView[] = [
      ...confirmed.map(({ seq, at, despite }) => ({
        kind: 'editorial' as const,
        reason: null,
        despite,
        body: null,
        by: signatory(seq),
        at: at.toISOString(),
        seq,
      })),
      ...objected.map(({ seq, at, reason, bodyId }) => ({
        kind: 'substantive' as const,
        reason,
        despite: [],
        body: bodyId,
        by: signatory(seq),
        at: at.toISOString(),
        seq,
      })),
    ]
    return {
      state: stateOf(change, confirmed.length > 0, objected.length > 0),
      weighty: (weighty ?? []).map((one) => ({ ...one })),
      classifications: classifications.sort((a, b) => a.seq - b.seq),
    }
  }
}

function stateOf(change: Wording['change'], isConfirmed: boolean, isObjectedTo: boolean): WordingState {
  if (change !== 'editorial') return change
  if (isObjectedTo) return 'substantive'
  return isConfirmed ? 'editorial' : 'proposed'
}
