// npm run dev: Vite serves the pages and passes the rest on to the server, which restarts when its files change.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureInstalled } from './install.mjs'
import { houseEnv, main, ROOT } from './run.mjs'

const WEB_PORT = process.env.WEB_PORT ?? '5173'
const API_PORT = process.env.PORT ?? '3000'

await main(async () => {
  const node = await ensureInstalled()
  const pages = `http://127.0.0.1:${WEB_PORT}`
  const env = houseEnv(node, { PORT: API_PORT, API_PORT, PUBLIC_URL: process.env.PUBLIC_URL ?? pages })

  const children = [
    spawn(node, ['--watch', '--watch-preserve-output', 'server/src/main.ts'], { cwd: ROOT, env, stdio: 'inherit' }),
    spawn('vite', ['dev', '--host', '127.0.0.1', '--port', WEB_PORT, '--strictPort'], {
      cwd: join(ROOT, 'web'),
      env,
      stdio: 'inherit',
    }),
  ]
  console.log(`Open ${pages}`)

  // One without the other is no use, so the first to end takes the other along.
  for (const child of children) {
    child.on('error', (error) => console.error(error.message))
    child.on('exit', (code) => {
      process.exitCode ??= code ?? 0
      for (const other of children) other.kill('SIGTERM')
    })
  }
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.on(signal, () => children.forEach((child) => child.kill('SIGTERM')))
})
