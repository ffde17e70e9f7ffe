import { spawn, spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from 'node:net'
import { once } from 'node:events'

import { freePort, keep } from './processes.ts'

const PROGRAM = 'redis-server'
const ANSWERS_WITHIN_MS = 10_000

export const hasRedis = (): boolean => spawnSync(PROGRAM, ['--version'], { stdio: 'ignore' }).error === undefined

/** A Redis of this measurement alone, with nothing on disk. It ends with this process at the latest. */
export async function startRedis(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const port = await freePort()
  const child = keep(
    spawn(PROGRAM, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], {
      stdio: 'ignore',
    }),
  )
  const ended = once(child, 'exit')
  const patience = performance.now() + ANSWERS_WITHIN_MS
  while (!(await answers(port))) {
    if (performance.now() > patience || child.exitCode !== null) throw new Error('redis-server does not answer')
    await sleep(50)
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

async function answers(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' })
  try {
    await once(socket, 'connect')
    return true
  } catch {
    // Not yet.
    return false
  } finally {
    socket.destroy()
  }
}
