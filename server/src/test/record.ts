import { randomUUID } from 'node:crypto'

import { appRoleOf, close, createDb, type Db } from '@concordat/db/client'
import { findDocumentAbout } from '@concordat/db/documents'
import { migrate } from '@concordat/db/migrate'
import type { SampleSlug } from '@concordat/db/samples/board-file'
import { createTestDatabase } from '@concordat/db/test/postgres'
import type { CommandResult, CommandType, PayloadInput } from '@concordat/shared/commands'
import type { DocumentContent } from '@concordat/shared/documents/content'
import { DomainError, type Problem } from '@concordat/shared/errors'
import type { Notice } from '@concordat/shared/notices'

import { registerActionCommands } from '../actions/commands.ts'
import { registerAskCommands } from '../asks/commands.ts'
import { registerDriftCommands, withGates } from '../asks/drift-commands.ts'
import { registerBoardCommands } from '../boards/commands.ts'
import { loadSamples } from '../boards/load-samples.ts'
import type { Commands, DraftRef, Sender } from '../commands/context.ts'
import { createCommands } from '../commands/dispatch.ts'
import { registerDecisionCommands } from '../decisions/commands.ts'
import { registerLedgerCommands } from '../ledger/commands.ts'
import { registerPlanCommands } from '../plans/commands.ts'
import { registerRatingCommands } from '../ratings/commands.ts'
import { registerTermsCommands } from '../terms/commands.ts'
import { registerThreadCommands } from '../threads/commands.ts'

interface Sent<T extends CommandType> {
  readonly type: T
  readonly payload: PayloadInput<T>
  readonly expect?: number
  readonly commandId?: string
}

/** The record with its sample boards, without HTTP, sync and sessions: the command path and Postgres, nothing else. */
export interface TestRecord {
  readonly db: Db
  readonly url: string
  /** Two command paths on one database, as two nodes would have. */
  readonly nodes: readonly [Commands, Commands]
  readonly notices: readonly Notice[]
  /** What the clock of both nodes says; set it to say another. */
  clock: Date
  /** What `settle` reads in a draft from now on. */
  draft(about: DraftRef, texts: DocumentContent['texts']): void
  /** Sends a command to a board as a demo person in their post, by the first node. */
  send<T extends CommandType>(board: string, person: string, sent: Sent<T>, node?: 0 | 1): Promise<CommandResult>
  /** As `send`, and gives the refusal. Fails when there is none. */
  refusal<T extends CommandType>(board: string, person: string, sent: Sent<T>): Promise<Problem>
  stop(): Promise<void>
}

export const senderOf = (person: string): Sender =>
  person === 'sample-loader' ? person : { person, post: `post-${person}` }

export const problemOf = (error: unknown): Problem => {
  if (error instanceof DomainError) return error.problem
  throw error
}

/** `const record = await startTestRecord()` in `beforeAll`, `record.stop()` in `afterAll`. The clock stands at noon of 14 July 2026. */
export async function startTestRecord(only?: readonly SampleSlug[]): Promise<TestRecord> {
  const database = await createTestDatabase()
  await migrate(database.url)
  const db = createDb(database.url, { max: 12, role: await appRoleOf(database.url) })
  const drafts = new Map<string, DocumentContent['texts']>()
  const notices: Notice[] = []

  const node = (): Commands => {
    const commands = createCommands(db, {
      now: () => record.clock,
      publish: (told) => void notices.push(...told),
      async settle(board, about) {
        const document = await findDocumentAbout(db, board, about)
        if (document === null) return undefined
        return {
          documentId: document.id,
          content: { texts: drafts.get(`${about.kind} ${about.of}`) ?? {}, rows: {} },
          seq: 1,
          epoch: 1,
        }
      },
    })
    registerBoardCommands(commands)
    registerAskCommands(withGates(commands))
    registerDriftCommands(withGates(commands))
    registerPlanCommands(commands)
    registerRatingCommands(commands)
    registerDecisionCommands(commands)
    registerTermsCommands(commands)
    registerActionCommands(commands)
    registerThreadCommands(commands)
    registerLedgerCommands(commands)
    return commands
  }

  const record: TestRecord = {
    db,
    url: database.url,
    nodes: [node(), node()],
    notices,
    clock: new Date('2026-07-14T11:00:00.000Z'),
    draft: ({ kind, of }, texts) => void drafts.set(`${kind} ${of}`, texts),
    send: async (board, person, { commandId = randomUUID(), ...command }, by = 0) =>
      record.nodes[by].accept({ board, sender: senderOf(person), envelope: { commandId, ...command } }),
    async refusal(board, person, sent) {
      const answer = await record.send(board, person, sent).catch(problemOf)
      if ('kind' in answer) return answer
      throw new Error(`${sent.type} was accepted as entry ${answer.seq}`)
    },
    async stop() {
      await close(db)
      await database.drop()
    },
  }
  await loadSamples({ db, commands: record.nodes[0], now: () => record.clock, ...(only && { only }) })
  notices.length = 0
  return record
}
