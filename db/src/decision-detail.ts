import type { Payload } from '@concordat/shared/commands'

type Fields = Payload<'decision.record'>

/** What a set of terms lets its body decide. */
export type TermsPowers = NonNullable<Payload<'terms.adopt'>['powers']>

/**
 * The fields of a decision that have no column of their own, as they were given. All optional: decisions of earlier releases have none.
 */
export type DecisionDetail = Partial<
  Pick<
    Fields,
    | 'financial'
    | 'legal'
    | 'equality'
    | 'dataProtection'
    | 'carbon'
    | 'consultation'
    | 'dispensations'
    | 'present'
    | 'absent'
    | 'mode'
    | 'howAgreed'
    | 'result'
    | 'key'
    | 'callIn'
    | 'reviewOn'
    | 'ownerPost'
    | 'ownerBody'
    | 'background'
  >
> & {
  /** Edition of terms it was found to rest on. */
  readonly terms?: { readonly id: string; readonly edition: number }
  /** Clear days of notice of a key decision, as counted when it was recorded. */
  readonly clearDays?: number
  readonly warnings?: readonly string[]
}
