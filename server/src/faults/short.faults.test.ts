import { afterAll, beforeAll, expect, test } from 'vitest'

import { FAULTS } from './faults.ts'
import { Lab } from './stage.ts'

/** The short version of `npm run faults`: real processes on a Postgres of their own, which some of these kill. */

const SHORT: readonly (readonly [id: string, trials: number])[] = [
  ['F1', 5],
  ['F4', 1],
  ['F13', 1],
  ['F16', 1],
  ['F21', 1],
  ['COMMANDS', 2],
]

let lab: Lab
beforeAll(async () => {
  lab = await Lab.open()
})
afterAll(() => lab.close())

for (const [id, trials] of SHORT) {
  const fault = FAULTS.find((one) => one.id === id)
  test(`[${id}] ${fault?.title ?? 'there is no such fault'}: S1 to S8 hold`, async () => {
    expect((await fault?.run(lab, { trials, isShort: true }))?.findings).toEqual([])
  })
}
