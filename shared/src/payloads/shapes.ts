import { z } from 'zod'

/** Shapes that commands are made of. */

export const words = (max: number) =>
  z.string().trim().min(1, 'Write something here').max(max, `Keep this to ${max} characters`)
export const Id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{0,79}$/u, 'An id is lower-case letters, digits, dots and hyphens')
export const Slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/u)
export const Hash = z.string().regex(/^[0-9a-f]{64}$/u, 'A digest is 64 hexadecimal digits')
export const Day = z.iso.date('A day reads 2026-07-14')
export const FuzzyDateShape = z.strictObject({
  text: words(200),
  from: Day.nullable(),
  to: Day.nullable(),
  precision: z.string(),
  qualifier: z.string(),
  basis: z.string(),
})
export const Ids = z.array(Id).max(200).default([])
export const recordBase = {
  id: Id,
  title: words(500),
  detail: words(5000).optional(),
  note: words(5000).optional(),
  order: z.int().min(0),
  origin: z.string().default('stated'),
}
