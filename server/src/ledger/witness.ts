import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { checkpointNote, readCheckpoints, type SignedCheckpoint } from '@concordat/shared/checkpoint'

import type { Checked } from './verify.ts'

const NO_PLACE: ReadonlySet<unknown> = new Set(['ENOENT', 'EACCES', 'EPERM', 'EROFS'])

/**
 * The newest checkpoint of each board, kept as a file beside the database. It does not go back in time with it: an old backup that
 * was put in the record's place is found without anybody outside (F29). A weak witness, for it lives with us; others should keep theirs.
 */
export class Witness {
  readonly #folder: string

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'witness')
  }

  /** Whatever it can read; nothing where there is no folder to keep things in. */
  async notes(board: Checked): Promise<SignedCheckpoint[]> {
    const text = await readFile(this.#fileOf(board), 'utf8').catch(() => '')
    return readCheckpoints(text)
  }

  /** Does nothing where `dataDir` does not exist or cannot be written: then the operator keeps no files with this node. */
  async keep(board: Checked, checkpoint: SignedCheckpoint): Promise<void> {
    const [known] = await this.notes(board)
    if (known !== undefined && known.seq >= checkpoint.seq) return
    try {
      await mkdir(this.#folder, { mode: 0o700 }).catch((error: unknown) => {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
      })
      const file = this.#fileOf(board)
      await writeFile(`${file}.new`, checkpointNote(checkpoint), { flush: true })
      await rename(`${file}.new`, file)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && NO_PLACE.has(error.code))) throw error
    }
  }

  /** By id as well: two databases that took turns with one folder are two records. */
  #fileOf({ slug, id }: Checked): string {
    return join(this.#folder, `${slug}-${id.slice(0, 8)}.txt`)
  }
}
