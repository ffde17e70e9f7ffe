import { randomUUID } from 'node:crypto'

import type { CommandInput, CommandType, PayloadInput } from '@concordat/shared/commands'
import { sha256Hex } from '@concordat/shared/hash'

import type { BoardFile, FileRecord } from './board-file.ts'
import { DEMO_PEOPLE } from './demo-people.ts'
import { draftSeeds } from './draft-seeds.ts'

/** One command of a load, with the bytes that go beside it. */
export interface LoadStep {
  readonly envelope: CommandInput
  readonly seed?: Uint8Array
}

/** What a load takes in of a file, and what it does not take in yet. */
export interface Coverage {
  readonly records: number
  readonly loaded: number
  /** Collections left out whole, with how many records each holds. */
  readonly collections: Readonly<Record<string, number>>
  /** Fields left out of records that are loaded, `enablers.parentId`, with how many records have them. */
  readonly fields: Readonly<Record<string, number>>
}

type Step = {
  readonly [T in CommandType]: { readonly type: T; readonly payload: PayloadInput<T>; readonly seed?: Uint8Array }
}[CommandType]

/** Fields that every record has, or may have, and that every command of a record takes. */
const COMMON = ['id', 'title', 'order', 'detail', 'note', 'origin']

/**
 * Collections that become commands, in the order in which they must come: what is referred to before what refers to it.
 * Those fields of a record that are named here, and the common ones, are taken in; others are reported.
 */
const COVERED: { readonly [collection: string]: readonly string[] } = {
  bodies: ['kind', 'short', 'aliases', 'signatory', 'existence', 'partOf', 'memberOf'],
  roles: ['kind', 'bodyIds', 'existence', 'points'],
  programmes: [
    'parentId',
    'status',
    'phase',
    'aim',
    'vision',
    'governance',
    'agreementMilestoneId',
    'implementation',
    'sponsorIds',
    'leadIds',
  ],
  programmeItems: ['programmeId', 'linkIds'],
  accountabilityLines: ['fromId', 'toId', 'relation'],
  pillars: ['number', 'aliases'],
  enablers: ['scheme', 'number', 'points'],
  workstreams: ['programmeId', 'number', 'status'],
  // Aims and owners of milestones go into the drafts.
  aims: ['workstreamId'],
  milestones: [
    'programmeId',
    'workstreamId',
    'due',
    'status',
    'statusBasis',
    'gate',
    'external',
    'relatesTo',
    'ownerIds',
  ],
  progress: ['programmeId', 'workstreamId', 'state', 'when', 'milestoneIds'],
  asks: ['number', 'kind', 'audienceIds', 'parts', 'relatesTo', 'gate', 'wordingVersion'],
  termsOfReference: ['bodyIds', 'state', 'milestoneId'],
}

/**
 * A board file as the commands that set the board up, in order: the same ones that people's acts become. Asks are issued in
 * the wording of the file; nobody signs, decides, rates or adopts (model 10).
 */
export function sampleCommands(board: { readonly slug: string; readonly code: string }, file: BoardFile): LoadStep[] {
  const steps: Step[] = [
    {
      type: 'board.create',
      payload: {
        ...board,
        title: file.title,
        summary: file.summary,
        asOf: file.asOf,
        ragPoints: 5,
        sampleOf: `Loaded from sample, after ${file.sources.map(({ title }) => `“${title}”`).join(' and ')}.`.slice(
          0,
          300,
        ),
      },
    },
    ...file.bodies.map((record) =>
      step('body.add', { ...taken('bodies', record), short: record.short ?? record.title }),
    ),
    ...file.roles.map((record) => step('role.add', taken('roles', record))),
    ...parentsFirst(file.programmes).map((record) =>
      step('programme.add', { ...taken('programmes', record), ...lines(record) }),
    ),
    ...file.workstreams.map((record) => step('workstream.add', taken('workstreams', record))),
    ...collection(file, 'programmeItems').map((record) => step('item.add', taken('programmeItems', record))),
    ...collection(file, 'accountabilityLines').map((record) =>
      step('accountability.add', taken('accountabilityLines', record)),
    ),
    ...collection(file, 'pillars').map((record) => step('pillar.add', taken('pillars', record))),
    ...collection(file, 'enablers').map((record) => step('enabler.add', taken('enablers', record))),
    ...file.milestones.map((record) => step('milestone.add', without(taken('milestones', record), ['ownerIds']))),
    ...file.progress.map((record) => step('progress.note', taken('progress', record))),
    ...file.termsOfReference.map((record) =>
      step('terms.register', {
        ...without(taken('termsOfReference', record), ['state', 'origin', 'detail']),
        sourceState: record.state,
      }),
    ),
    ...file.asks.map((record) => step('ask.add', askOf(file, record))),
    ...file.asks.map((record): Step => ({
      type: 'wording.issue',
      payload: { askId: record.id, text: record.detail, change: 'substantive', expectHash: null },
    })),
    ...draftSeeds(file).map(({ kind, of, title, seed }): Step => ({
      type: 'document.create',
      // Never the same id twice: a browser may still keep a draft of an earlier load under it (measurement M-10).
      payload: { documentId: randomUUID(), kind, of, title, ...(seed && { seedHash: sha256Hex(seed) }) },
      ...(seed && { seed }),
    })),
    ...appointments(board.slug),
  ]
  return steps.map(({ type, payload, seed }, index) => ({
    envelope: { commandId: `sample-${board.slug}-${String(index + 1).padStart(4, '0')}`, type, payload },
    ...(seed && { seed }),
  }))
}

/** Counts what `sampleCommands` takes in of a file, so that nothing is dropped in silence. */
export function coverageOf(file: BoardFile): Coverage {
  const collections: Record<string, number> = {}
  const fields: Record<string, number> = {}
  let records = 0
  let loaded = 0
  for (const [name, value] of Object.entries(file)) {
    if (!Array.isArray(value) || name === 'sources') continue
    records += value.length
    const known = COVERED[name]
    if (known === undefined) {
      collections[name] = value.length
      continue
    }
    loaded += value.length
    for (const record of value as FileRecord[]) {
      for (const field of Object.keys(record)) {
        if (COMMON.includes(field) || known.includes(field)) continue
        const path = `${name}.${field}`
        fields[path] = (fields[path] ?? 0) + 1
      }
    }
  }
  return { records, loaded, collections, fields }
}

/** `loaded 163 of 275 records; not yet covered: proposals 38, …; fields: …`, for a person to read. */
export function coverageInWords({ records, loaded, collections, fields }: Coverage): string {
  const list = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ')
  const parts = [`loaded ${loaded} of ${records} records`]
  if (Object.keys(collections).length > 0) parts.push(`not yet covered: ${list(collections)}`)
  if (Object.keys(fields).length > 0) parts.push(`fields not yet covered: ${list(fields)}`)
  return parts.join('; ')
}

// The payload is checked by the command's own schema when it is taken in; here it is what the file says.
const step = <T extends CommandType>(type: T, payload: object): Step => ({ type, payload }) as unknown as Step

const collection = (file: BoardFile, name: string): FileRecord[] => (file[name] as FileRecord[] | undefined) ?? []

/** The fields of a record that its command takes. */
function taken(name: string, record: FileRecord): { [field: string]: unknown } {
  const known = COVERED[name] ?? []
  return Object.fromEntries(Object.entries(record).filter(([field]) => COMMON.includes(field) || known.includes(field)))
}

const without = (record: { readonly [field: string]: unknown }, fields: readonly string[]): object =>
  Object.fromEntries(Object.entries(record).filter(([field]) => !fields.includes(field)))

/** A parent comes before its children, or the reference could not be written. */
function parentsFirst(programmes: BoardFile['programmes']): BoardFile['programmes'] {
  const placed: BoardFile['programmes'][number][] = []
  let waiting = [...programmes]
  while (waiting.length > 0) {
    const next = waiting.filter(({ parentId }) => parentId === undefined || placed.some(({ id }) => id === parentId))
    if (next.length === 0)
      throw new Error(
        `Programmes ${waiting.map(({ id }) => id).join(', ')} name each other as parents, or one that is not there`,
      )
    placed.push(...next)
    waiting = waiting.filter((programme) => !next.includes(programme))
  }
  return placed
}

/** Governance and accountability with the empty lists that the file leaves out. */
function lines({ governance, implementation }: FileRecord): object {
  return {
    ...(Array.isArray(governance) && {
      governance: governance.map((line: object) => ({ bodyIds: [], roleIds: [], ...line })),
    }),
    ...(typeof implementation === 'object' && {
      implementation: { accountableIds: [], accountableToIds: [], challengeIds: [], ...implementation },
    }),
  }
}

/**
 * An ask's addressees: an office stands for the bodies where it is held. Signatories among them are asked to sign, the others
 * are partners (D13); `detail` is not part of the ask but its first wording.
 */
function askOf(file: BoardFile, record: BoardFile['asks'][number]): object {
  const audience = record.audienceIds.flatMap((id) => file.roles.find((role) => role.id === id)?.bodyIds ?? [id])
  const isSignatory = (id: string): boolean => file.bodies.some((body) => body.id === id && body.signatory === true)
  const unique = [...new Set(audience)]
  return {
    ...without(taken('asks', record), ['detail', 'order', 'origin', 'audienceIds', 'wordingVersion']),
    parts: (record.parts ?? []).map(({ key, title }) => ({ id: key, title })),
    authorityIds: unique.filter(isSignatory),
    partnerIds: unique.filter((id) => !isSignatory(id)),
  }
}

/** Invented people in their posts. Long ago, so that a demonstration set in the past finds them there. */
function appointments(slug: string): Step[] {
  return DEMO_PEOPLE.flatMap(({ id, post, seats }) =>
    seats
      .filter(({ board }) => board === slug)
      .map(({ role, body, scope }): Step => {
        if (post === undefined) throw new Error(`${id} has a seat and no post`)
        return {
          type: 'post.appoint',
          payload: {
            post,
            person: id,
            role,
            from: '2010-01-01',
            ...(body !== undefined && { body }),
            ...(scope && { scope: [...scope] }),
          },
        }
      }),
  )
}
