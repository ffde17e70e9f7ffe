import { z } from 'zod'

import { ROLES } from './roles.ts'

/** Shapes that answers of several capabilities hold. */

/** A person as others see them on a record: name, post and whose voice. */
export const Signatory = z.object({
  person: z.string(),
  name: z.string(),
  post: z.string(),
  role: z.enum(ROLES),
  body: z.string().nullable(),
})
export type Signatory = z.infer<typeof Signatory>
