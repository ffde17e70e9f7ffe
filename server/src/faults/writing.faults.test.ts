import { runShort } from './short-run.ts'

runShort(['F1', 5], ['F4', 1], ['F13', 1])
