import { afterAll, beforeAll, expect, test } from 'vitest'

import { FAULTS } from './faults.ts'
import { Lab } from './stage.ts'

/** These faults in the short version of `npm run faults`, so many times each: real processes on a Postgres of their own, which some of them kill. */
export function runShort(...faults: readonly (readonly [id: string, trials: number])[]): void {
  let lab: Lab
  beforeAll(async () => {
    lab = await Lab.open()
  })
  afterAll(() => lab.close())

  for (const [id, trials] of faults) {
    const fault = FAULTS.find((one) => one.id === id)
    test(`[${id}] ${fault?.title ?? 'there is no such fault'}: S1 to S8 hold`, async () => {
      expect((await fault?.run(lab, { trials, isShort: true }))?.findings).toEqual([])
    })
  }
}
