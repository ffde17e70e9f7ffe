import { insertPeople } from '@concordat/db/boards'
import type { Db } from '@concordat/db/client'
import { findBoardHead } from '@concordat/db/identity'
import { readSample, SAMPLE_BOARDS, type SampleSlug } from '@concordat/db/samples/board-file'
import { DEMO_PEOPLE } from '@concordat/db/samples/demo-people'
import { coverageInWords, coverageOf, sampleCommands, type Coverage } from '@concordat/db/samples/sample-commands'

import type { Commands } from '../commands/context.ts'

/** What became of one sample board. */
export interface LoadedSample {
  readonly slug: string
  /** False: the board was there already and was left alone. */
  readonly isNew: boolean
  readonly coverage: Coverage
}

/**
 * Loads the sample boards that are not there yet, each in one transaction: a start that is cut off leaves a board whole or not
 * at all. Through the same commands as people's acts, so its ledger verifies from entry 1; every entry is the loader's.
 * Tells what each file holds that the product does not cover yet.
 */
export async function loadSamples(
  {
    db,
    commands,
    now = () => new Date(),
    only,
  }: {
    readonly db: Db
    readonly commands: Pick<Commands, 'acceptTogether'>
    readonly now?: () => Date
    /** Leaves the other sample boards out. */
    readonly only?: readonly SampleSlug[]
  },
  onProgress: (line: string) => void = () => undefined,
): Promise<LoadedSample[]> {
  await insertPeople(
    db,
    DEMO_PEOPLE.map(({ id, name, administrator }) => ({ id, name, administrator, invented: true, createdAt: now() })),
  )
  const loaded: LoadedSample[] = []
  const wanted = SAMPLE_BOARDS.filter(({ slug }) => only?.includes(slug) ?? true)
  for (const [index, board] of wanted.entries()) {
    const file = readSample(board.slug)
    const coverage = coverageOf(file)
    const isNew = (await findBoardHead(db, board.slug)) === null
    if (isNew) {
      onProgress(`Loading sample boards… ${index + 1}/${wanted.length} ${board.slug}`)
      await commands.acceptTogether(board.slug, 'sample-loader', sampleCommands(board, file))
      onProgress(`${board.slug}: ${coverageInWords(coverage)}`)
    }
    loaded.push({ slug: board.slug, isNew, coverage })
  }
  return loaded
}
