import type { Actor } from '@concordat/shared/policy'

import type { Db, Tx } from '../client.ts'

/** Who asks, and when: what every answer depends on beside the record itself. */
export interface Asking {
  readonly actor: Actor
  readonly now: Date
}

/**
 * Runs several queries on one instant of the database, so that a page never shows half of a command. Read only.
 */
export async function atOneInstant<T>(db: Db, read: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction(read, { isolationLevel: 'repeatable read', accessMode: 'read only' })
}
