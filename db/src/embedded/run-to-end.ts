import { spawn } from 'node:child_process'
import type { Account } from './account.ts'

export interface Ended {
  code: number | null
  /** Standard output and standard error, as they came. */
  output: string
}

/** All that Postgres's programs get to see of our environment: our secrets are not theirs. Their messages are English. */
export function postgresEnv(): NodeJS.ProcessEnv {
  const { PATH, LD_LIBRARY_PATH } = process.env
  return { ...(PATH && { PATH }), ...(LD_LIBRARY_PATH && { LD_LIBRARY_PATH }), LC_ALL: 'C' }
}

/** Runs a program to its end. A program that cannot be started ends with code 127 and the reason as its output. */
export function runToEnd(
  program: string,
  args: readonly string[],
  options: { account?: Account | undefined; input?: string } = {},
): Promise<Ended> {
  const { account, input = '' } = options
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      ...(account && { uid: account.uid, gid: account.gid }),
      // Not the folder Node was started in: the account may not be able to enter it, and Postgres insists on one.
      cwd: '/',
      env: postgresEnv(),
    })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.on('error', (error) => resolve({ code: 127, output: output + error.message }))
    child.on('close', (code) => resolve({ code, output }))
    // A program that ends without reading breaks the pipe; its exit code says what happened.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}
