import { randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

import { appRoleOf, close, createDb } from '@concordat/db/client'
import { insertPeople } from '@concordat/db/boards'
import { appendUpdates } from '@concordat/db/documents'
import { startEmbeddedPostgres } from '@concordat/db/embedded/start-embedded-postgres'
import { migrate } from '@concordat/db/migrate'
import { seedUpdate } from '@concordat/shared/documents/doc'
import { addRow } from '@concordat/shared/documents/rows'
import { sha256Hex } from '@concordat/shared/hash'

import { buildApp } from '../../server/src/app.ts'
import { loadSamples } from '../../server/src/boards/load-samples.ts'
import { readConfig } from '../../server/src/config.ts'

// node seed-ours.ts <settings.json>: fills a data folder as a first start does, and adds to one sample board, through the sample
// loader's own commands, as many invented people and drafts as the scenarios need: the demo people are fewer than the sockets that
// one person may have would take.

export interface SeedSettings {
  readonly dataDir: string
  readonly board: string
  readonly people: number
  readonly texts: number
  readonly plans: number
  readonly large: number
  readonly planRows: number
  readonly planFile: string
  readonly historyFile: string
  /** Where the answer goes. */
  readonly outFile: string
}

export interface Seeded {
  readonly people: readonly string[]
  readonly documents: Readonly<Record<'text' | 'plan' | 'large', readonly string[]>>
  /** What one update takes in the log, with its index, on disk. Null when there is no large document to tell from. */
  readonly bytesPerUpdate: number | null
}

const ROWS_AT_ONCE = 1_000

const settings = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as SeedSettings
const embedded = await startEmbeddedPostgres({ dataDir: settings.dataDir })
try {
  await migrate(embedded.url)
  const db = createDb(embedded.url, { role: await appRoleOf(embedded.url) })
  const config = readConfig({ DATA_DIR: settings.dataDir, LOG_LEVEL: 'error' })
  const app = await buildApp({ config, db })
  await loadSamples({ db, commands: app.commands })

  const people = Array.from({ length: settings.people }, (_, index) => `bench-${index + 1}`)
  await insertPeople(
    db,
    people.map((id, index) => ({
      id,
      name: `Invented Person ${index + 1}`,
      administrator: false,
      invented: true,
      createdAt: new Date(),
    })),
  )
  const plan = seedUpdate('programme', (doc) => {
    for (let row = 0; row < settings.planRows; row += 1) {
      addRow(doc, 'programme', 'plan', {
        id: `bench-row-${row + 1}`,
        values: {
          title: `Milestone ${row + 1}: family hub opens`,
          owner: 'Programme office',
          forecast: 'March 2027',
          note: 'On course',
        },
      })
    }
  })
  writeFileSync(settings.planFile, plan)

  const make = (count: number): string[] => Array.from({ length: count }, () => randomUUID())
  const documents = { text: make(settings.texts), plan: make(settings.plans), large: make(settings.large) }
  const steps = [
    ...people.map((person) => ({
      type: 'post.appoint',
      payload: {
        post: { id: `post-${person}`, title: 'Programme lead', organisation: 'Bench' },
        person,
        role: 'programme-lead',
        from: '2010-01-01',
      },
      seed: undefined,
    })),
    ...(['text', 'plan', 'large'] as const).flatMap((content) =>
      documents[content].map((documentId, index) => ({
        type: 'document.create',
        payload: {
          documentId,
          kind: content === 'plan' ? 'programme' : 'terms',
          of: `bench-${content}-${index + 1}`,
          title: `Bench ${content} ${index + 1}`,
          ...(content === 'plan' && { seedHash: sha256Hex(plan) }),
        },
        seed: content === 'plan' ? plan : undefined,
      })),
    ),
  ]
  await app.commands.acceptTogether(
    settings.board,
    'sample-loader',
    steps.map(({ type, payload, seed }, index) => ({
      envelope: { commandId: `bench-seed-${index + 1}`, type, payload },
      ...(seed && { seed }),
    })),
  )

  if (documents.large.length > 0) {
    const history = readFileSync(settings.historyFile, 'utf8')
      .split('\n')
      .map((line) => line.split(' '))
    const at = new Date()
    for (const documentId of documents.large) {
      for (let first = 0; first < history.length; first += ROWS_AT_ONCE) {
        await appendUpdates(
          db,
          history.slice(first, first + ROWS_AT_ONCE).map(([client = '', update = ''], index) => ({
            documentId,
            epoch: 1,
            seq: first + index + 1,
            personId: 'bench-1',
            clientId: Number(client),
            update: Buffer.from(update, 'base64'),
            at,
          })),
        )
      }
    }
  }
  // What was written beside the server has no reading yet; the first start would make it while something is measured.
  await app.documents.projectAll()
  const [size] =
    await db.$client`select pg_total_relation_size('document_updates') / greatest(count(*), 1) as bytes from document_updates`
  const bytesPerUpdate = documents.large.length > 0 ? Number(size?.['bytes'] ?? 0) : null
  await app.close()
  await close(db)
  writeFileSync(settings.outFile, JSON.stringify({ people, documents, bytesPerUpdate } satisfies Seeded))
} finally {
  await embedded.stop()
}
