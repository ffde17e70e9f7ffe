import type { WordingView } from '@concordat/shared/http'
import type { Block } from '@concordat/shared/text/blocks'
import { canonicalText, parseText, textHash } from '@concordat/shared/text/canonical'
import { kindsOf, WEIGHT_WORDS, type Weight, type WeightyChange } from '@concordat/shared/text/weighty-changes'

/** A wording as it is set on the screen, and whether what is set there is what the record says. */
export interface ShownWording {
  readonly wording: WordingView
  readonly blocks: readonly Block[]
  /** Digest of the blocks on the screen, worked out here and not taken from the server (D2). */
  readonly digest: string
  /** False when it is not the digest of the record: nothing may be signed then. */
  readonly isTrue: boolean
}

export function showWording(wording: WordingView): ShownWording {
  const blocks = parseText(wording.text)
  const digest = textHash(canonicalText(blocks))
  return { wording, blocks, digest, isTrue: digest === wording.hash }
}

/** The wording of a version, in any order of the list. */
export const wordingOf = (wordings: readonly WordingView[], version: number): WordingView | undefined =>
  wordings.find((wording) => wording.version === version)

/** The two versions an address asks to compare: by default the one in force with the one before. Undefined with fewer than two. */
export function comparedVersions(
  wordings: readonly WordingView[],
  from: string | null,
  to: string | null,
): { from: WordingView; to: WordingView } | undefined {
  const ordered = [...wordings].sort((a, b) => a.version - b.version)
  const newest = wordingOf(ordered, Number(to)) ?? ordered.at(-1)
  const older = ordered.filter(({ version }) => version < (newest?.version ?? 0))
  const oldest = wordingOf(ordered, Number(from)) ?? older.at(-1) ?? ordered.at(0)
  return newest && oldest && newest.version !== oldest.version ? { from: oldest, to: newest } : undefined
}

/** `an amount or number and a date or period`: kinds of weighty change in a sentence. */
export function kindsSaid(kinds: readonly Weight[]): string {
  const words = kinds.map((kind) => WEIGHT_WORDS[kind])
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}

/** What a wording counts as, in a phrase: `editorial, confirmed by T. Wadsworth`, `issued as editorial, not confirmed`. */
export function standingSaid({ state, classifications }: WordingView): string {
  const objection = classifications.find(({ kind }) => kind === 'substantive')
  const confirmed = classifications.findLast(({ kind }) => kind === 'editorial')
  switch (state) {
    case 'first':
      return 'first wording'
    case 'proposed':
      return 'issued as editorial, not confirmed by a second person'
    case 'editorial':
      return confirmed ? `editorial, confirmed by ${confirmed.by.name}` : 'editorial'
    case 'substantive':
      return objection ? `substantive, since ${objection.by.name} objected` : 'substantive'
  }
}

/** What follows when a change is issued as editorial, before it is (CE-3.2, CE-3.5). */
export function editorialFollows(weighty: readonly WeightyChange[]): string[] {
  const kinds = kindsOf(weighty)
  return [
    ...(kinds.length === 0
      ? []
      : [`This changes ${kindsSaid(kinds)}. Think twice: a change of that kind is seldom only editorial.`]),
    `A second person, of the programme office, must confirm that it is editorial${kinds.length === 0 ? '' : ', and say that they do so although that changes'}. Until then no signature can be carried over.`,
    'Once confirmed, each signatory may accept it, object, or sign the new edition. One objection makes it substantive for everyone.',
    'Whoever says nothing stays “Signed, wording since changed”. It never turns into signed by silence.',
  ]
}

export const SUBSTANTIVE_FOLLOWS: readonly string[] = [
  'Everyone is asked to sign the new edition. Signatures to earlier words count for nothing until then.',
]
