import { Hash, Slug } from '@concordat/shared/payloads/shapes'
import { canonicalise, textHash } from '@concordat/shared/text/canonical'

/** What somebody typed into the public form. Empty fields are ''. */
export interface CheckForm {
  readonly board: string
  readonly receipt: string
  readonly digest: string
  readonly wording: string
}

/** What the form comes to, before the record is asked. */
export interface CheckAnswer {
  /** Digest of the pasted words in canonical form; null when none were pasted. */
  readonly computed: string | null
  /** The words against the digest; null unless both were given. */
  readonly matches: boolean | null
  /** Whether the receipt is on the record for these words; null when that was not asked. */
  readonly onRecord: boolean | null
  /** What is missing or cannot be read, by field. */
  readonly faults: readonly { readonly field: keyof CheckForm; readonly message: string }[]
}

/** The question put to the record: a board, a receipt and exact words by their digest. */
export interface RecordQuestion {
  readonly board: string
  readonly receipt: string
  readonly hash: string
}

const RECEIPT = /^[A-Z]{0,3}-\d{2,}[A-Z]?-\d{4}-\d{2,}$/u

export const MAX_WORDING = 20_000

/**
 * Works out what can be said without the record, and asks it at most one question. An address or a receipt that could not exist
 * gets the same no as one that does not, so that the form tells nobody what there is.
 */
export async function checkReceipt(
  { board, receipt, digest, wording }: CheckForm,
  isOnRecord: (question: RecordQuestion) => Promise<boolean>,
): Promise<CheckAnswer> {
  const given = digest.replaceAll(/\s/gu, '').toLowerCase()
  const faults: { field: keyof CheckForm; message: string }[] = []
  if (wording.length > MAX_WORDING)
    faults.push({ field: 'wording', message: `Keep this to ${MAX_WORDING.toLocaleString('en-GB')} characters` })
  if (given !== '' && !Hash.safeParse(given).success)
    faults.push({ field: 'digest', message: 'A digest is 64 digits from 0 to 9 and a to f. Copy it from the receipt' })
  if (receipt !== '' && board === '')
    faults.push({ field: 'board', message: 'Give the address of the board: it stands on the receipt' })
  if (given === '' && wording === '')
    faults.push({ field: 'wording', message: 'Paste the wording, or give the digest, that you want to check' })
  if (faults.length > 0) return { computed: null, matches: null, onRecord: null, faults }

  const canonical = wording === '' ? '' : canonicalise(wording)
  const computed = wording === '' ? null : textHash(canonical)
  const matches = computed === null || given === '' ? null : computed === given
  if (receipt === '') return { computed, matches, onRecord: null, faults }

  const question = { board: board.trim().toLowerCase(), receipt: receipt.trim().toUpperCase(), hash: computed ?? given }
  const isPossible = matches !== false && Slug.safeParse(question.board).success && RECEIPT.test(question.receipt)
  return { computed, matches, onRecord: isPossible && (await isOnRecord(question)), faults }
}
