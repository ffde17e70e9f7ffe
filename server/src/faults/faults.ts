import { BROWSER_FAULTS } from './browser-faults.ts'
import { CLUSTER_FAULTS } from './cluster-faults.ts'
import { COMMAND_FAULTS } from './command-faults.ts'
import { DATABASE_FAULTS } from './database-faults.ts'
import { PEOPLE_FAULTS } from './people-faults.ts'
import { PROCESS_FAULTS } from './process-faults.ts'
import type { Scenario } from './scenario.ts'
import { WIRE_FAULTS } from './wire-faults.ts'

const number = ({ id }: Scenario): number => Number(id.slice(1))

/** Every fault that is made, by its number in reliability 3, and the storm of commands. */
export const FAULTS: readonly Scenario[] = [
  ...[
    ...PROCESS_FAULTS,
    ...DATABASE_FAULTS,
    ...WIRE_FAULTS,
    ...PEOPLE_FAULTS,
    ...CLUSTER_FAULTS,
    ...BROWSER_FAULTS,
  ].sort((a, b) => number(a) - number(b)),
  ...COMMAND_FAULTS,
]
