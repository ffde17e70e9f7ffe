import { JOIN, KILL, MEMORY, RESTART } from './documents.ts'
import { FACTS } from './facts.ts'
import { NODES } from './nodes.ts'
import { PEAK } from './peak.ts'
import type { Scenario } from './turn.ts'
import { CURSORS, MANY_READERS, MANY_ROOMS, ONE_DOCUMENT, PLAN, STUCK } from './typing.ts'

/** In the order in which they are run and reported. */
export const SCENARIOS: readonly Scenario[] = [
  ONE_DOCUMENT,
  MANY_READERS,
  MANY_ROOMS,
  PEAK,
  JOIN,
  RESTART,
  KILL,
  MEMORY,
  STUCK,
  CURSORS,
  PLAN,
  NODES,
  FACTS,
]
