// npm start: from a fresh clone to a running board. Runs on Node 20, starts the server on Node 24.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { ensureInstalled } from './install.mjs'
import { houseEnv, main, ROOT } from './run.mjs'
import { ensureWebBuilt } from './web-build.mjs'

await main(async () => {
  const node = await ensureInstalled()
  await ensureWebBuilt(node)

  const server = spawn(node, ['server/src/main.ts', ...process.argv.slice(2)], {
    cwd: ROOT,
    env: houseEnv(node),
    stdio: 'inherit',
  })
  // Ctrl-C reaches the server by itself: the terminal tells the whole group. Anything else reaches only us.
  const passOn = process.stdin.isTTY ? ['SIGTERM', 'SIGHUP'] : ['SIGTERM', 'SIGHUP', 'SIGINT']
  for (const signal of passOn) process.on(signal, () => server.kill(signal))
  if (process.stdin.isTTY) process.on('SIGINT', () => undefined)

  // npm killed outright passes nothing on, and a server that nobody can stop keeps the port and the data folder.
  const npm = process.env.npm_lifecycle_event === 'start' ? process.ppid : undefined
  if (npm) setInterval(() => process.ppid !== npm && server.kill('SIGTERM'), 250).unref()

  server.on('error', (error) => {
    console.error(`The server could not be started with ${node}: ${error.message}`)
    process.exitCode = 1
  })
  server.on('exit', (code, signal) => {
    process.exitCode = signal ? 128 + constants.signals[signal] : (code ?? 1)
    process.exit()
  })
})
