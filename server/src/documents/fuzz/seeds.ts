import fc from 'fast-check'

import { DOCUMENT_KINDS, type DocumentKind } from '@concordat/shared/documents/schema'
import { sha256Hex } from '@concordat/shared/hash'

import { inWords, play, stepOn, type Step, type Tally } from './world.ts'

/** What one seed stands for: always the same steps, on a document of the kind that is its turn. */
export interface Story {
  readonly seed: number
  readonly kind: DocumentKind
  readonly steps: readonly Step[]
}

/** A seed that failed once, kept. `keep`: the steps, by their place, that are enough for it. */
export interface Regression {
  readonly name: string
  readonly seed: number
  readonly keep: readonly number[] | 'all'
  /** `digestOf` its steps: a changed generator must not quietly make another story of it. */
  readonly digest: string
}

export function storyOf(seed: number): Story {
  const kind = DOCUMENT_KINDS[seed % DOCUMENT_KINDS.length] ?? 'workstream'
  const [steps = []] = fc.sample(
    fc.array(stepOn(kind, seed % 2 === 0 ? 'sound' : 'faulty'), { minLength: 60, maxLength: 140, size: 'max' }),
    {
      seed,
      numRuns: 1,
    },
  )
  return { seed, kind, steps }
}

export const playSeed = ({ kind, steps }: Story): Promise<Tally> => play(kind, steps)

export const digestOf = ({ steps }: Story): string => sha256Hex(steps.map(inWords).join('\n')).slice(0, 16)

export const keeping = (story: Story, keep: Regression['keep']): Story =>
  keep === 'all' ? story : { ...story, steps: keep.flatMap((at) => story.steps[at] ?? []) }

/** Leaves out steps, halves first and single ones last, as long as the story still fails. Gives the places of those that remain. */
export async function shrink(story: Story): Promise<number[]> {
  let kept = story.steps.map((_, at) => at)
  const fails = (keep: readonly number[]): Promise<boolean> =>
    playSeed(keeping(story, keep)).then(
      () => false,
      () => true,
    )
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < kept.length;) {
      const without = [...kept.slice(0, from), ...kept.slice(from + size)]
      if (await fails(without)) kept = without
      else from += size
    }
  }
  return kept
}
