import { runShort } from './short-run.ts'

runShort(['F16', 1], ['F21', 1], ['COMMANDS', 2])
