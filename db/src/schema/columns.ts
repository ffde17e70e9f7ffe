import { bigint, timestamp } from 'drizzle-orm/pg-core'

/** An instant as the record keeps it: UTC, to the millisecond. */
export const instant = () => timestamp({ withTimezone: true, precision: 3 })
/** Number of a ledger entry, or place in a draft's log. */
export const seq = () => bigint({ mode: 'number' })
