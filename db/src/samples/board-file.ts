import { readFileSync } from 'node:fs'

import { z } from 'zod'

import { FuzzyDateShape } from '@concordat/shared/payloads/shapes'

/** Sample boards that come with the product, by slug. `code` goes into decision numbers. */
export const SAMPLE_BOARDS = [
  { slug: 'greater-manchester', code: 'GM' },
  { slug: 'manchester-locality', code: 'MCL' },
  { slug: 'new-unitary', code: 'NUC' },
] as const
export type SampleSlug = (typeof SAMPLE_BOARDS)[number]['slug']

/** Any record of a file: what all have in common. The rest is checked by the command it becomes. */
const AnyRecord = z.looseObject({
  id: z.string(),
  title: z.string(),
  order: z.int(),
  detail: z.string().optional(),
  note: z.string().optional(),
  origin: z.string().optional(),
})
export type FileRecord = z.infer<typeof AnyRecord>

const records = z.array(AnyRecord).default([])
const ids = z.array(z.string()).optional()

/** The parts of `steering.board/1` that the loader looks into. Collections it does not know are kept, to be counted. */
const BoardFileShape = z
  .looseObject({
    format: z.literal('steering.board/1'),
    title: z.string(),
    summary: z.string(),
    asOf: FuzzyDateShape.nullable(),
    sources: z.array(z.looseObject({ title: z.string() })),
    bodies: z.array(AnyRecord.extend({ short: z.string().optional(), signatory: z.boolean().optional() })).default([]),
    roles: z.array(AnyRecord.extend({ bodyIds: ids })).default([]),
    programmes: z
      .array(
        AnyRecord.extend({
          parentId: z.string().optional(),
          aim: z.string().optional(),
          vision: z.string().optional(),
          implementation: z.looseObject({ summary: z.string() }).optional(),
        }),
      )
      .default([]),
    workstreams: records,
    aims: z.array(AnyRecord.extend({ workstreamId: z.string() })).default([]),
    milestones: z
      .array(
        AnyRecord.extend({ programmeId: z.string().optional(), workstreamId: z.string().optional(), ownerIds: ids }),
      )
      .default([]),
    progress: z
      .array(
        AnyRecord.extend({
          programmeId: z.string().optional(),
          workstreamId: z.string().optional(),
          when: FuzzyDateShape.nullable(),
        }),
      )
      .default([]),
    asks: z
      .array(
        AnyRecord.extend({
          detail: z.string(),
          audienceIds: z.array(z.string()),
          parts: z.array(z.strictObject({ key: z.string(), title: z.string() })).optional(),
        }),
      )
      .default([]),
    termsOfReference: z.array(AnyRecord.extend({ state: z.string() })).default([]),
  })
  .readonly()
export type BoardFile = z.infer<typeof BoardFileShape>

/** Reads a board file as text. Throws with a path when it is not of this format. */
export const parseBoardFile = (text: string): BoardFile => BoardFileShape.parse(JSON.parse(text))

/** The file of a sample board. */
export const readSample = (slug: SampleSlug): BoardFile =>
  parseBoardFile(readFileSync(new URL(`./${slug}.json`, import.meta.url), 'utf8'))
