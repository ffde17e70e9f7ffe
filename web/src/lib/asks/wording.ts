import type { WordingView } from '@concordat/shared/http'
import type { Block } from '@concordat/shared/text/blocks'
import { canonicalText, parseText, textHash } from '@concordat/shared/text/canonical'

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
