import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { WebSocket } from 'ws'

const START_MS = 30_000

/** A real Chromium with one profile, steered by its own protocol: tabs can be killed in the middle of a word. */
export class Browser {
  readonly #child: ChildProcess
  readonly #socket: WebSocket
  readonly #profile: string
  readonly #waiting = new Map<number, (answer: { result?: object; error?: { message: string } }) => void>()
  #calls = 0

  private constructor(child: ChildProcess, socket: WebSocket, profile: string) {
    this.#child = child
    this.#socket = socket
    this.#profile = profile
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as { id?: number; result?: object; error?: { message: string } }
      if (message.id === undefined) return
      this.#waiting.get(message.id)?.(message)
      this.#waiting.delete(message.id)
    })
  }

  static async start(program: string): Promise<Browser> {
    const profile = await mkdtemp(join(tmpdir(), 'concordat-browser-'))
    const child = spawn(
      program,
      [
        '--headless=new',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--no-first-run',
        '--remote-debugging-port=0',
        `--user-data-dir=${profile}`,
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    )
    process.on('exit', () => child.kill('SIGKILL'))
    const address = await addressIn(child)
    const socket = new WebSocket(address)
    await once(socket, 'open')
    return new Browser(child, socket, profile)
  }

  async open(url: string, cookie: string): Promise<Tab> {
    const { targetId } = await this.call<{ targetId: string }>('Target.createTarget', { url: 'about:blank' })
    const { sessionId } = await this.call<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true })
    const [name = '', value = ''] = cookie.split('=')
    await this.call('Network.setCookie', { name, value, url }, sessionId)
    await this.call('Page.navigate', { url }, sessionId)
    return new Tab(this, targetId, sessionId)
  }

  async call<Result extends object>(method: string, params: object = {}, sessionId?: string): Promise<Result> {
    const id = (this.#calls += 1)
    const answer = new Promise<{ result?: object; error?: { message: string } }>((resolve) =>
      this.#waiting.set(id, resolve),
    )
    this.#socket.send(JSON.stringify({ id, method, params, ...(sessionId !== undefined && { sessionId }) }))
    const { result, error } = await answer
    if (error !== undefined) throw new Error(`${method}: ${error.message}`)
    return (result ?? {}) as Result
  }

  /** Says it and does not wait: a tab that is killed gives no answer. */
  say(method: string, sessionId: string): void {
    this.#socket.send(JSON.stringify({ id: (this.#calls += 1), method, params: {}, sessionId }))
  }

  async close(): Promise<void> {
    this.#socket.terminate()
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await ended
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

export class Tab {
  readonly #browser: Browser
  readonly #target: string
  readonly #session: string

  constructor(browser: Browser, target: string, session: string) {
    this.#browser = browser
    this.#target = target
    this.#session = session
  }

  async evaluate(expression: string): Promise<unknown> {
    const { result } = await this.#browser.call<{ result: { value?: unknown } }>(
      'Runtime.evaluate',
      { expression, returnByValue: true },
      this.#session,
    )
    return result.value
  }

  /** Waits until the expression is true in the page. */
  async until(expression: string, withinMs = 20_000): Promise<void> {
    const deadline = Date.now() + withinMs
    while ((await this.evaluate(expression).catch(() => false)) !== true) {
      if (Date.now() > deadline) {
        const shown = await this.evaluate('location.href + document.body.innerText').catch(() => 'nothing')
        throw new Error(`Not within ${withinMs} ms in the browser: ${expression}\n${String(shown).slice(0, 1_500)}`)
      }
      await sleep(50)
    }
  }

  async type(text: string): Promise<void> {
    for (const letter of text) await this.#browser.call('Input.insertText', { text: letter }, this.#session)
  }

  /** Its process ends at once; no page event runs. */
  async kill(): Promise<void> {
    this.#browser.say('Page.crash', this.#session)
    await sleep(200)
    await this.#browser.call('Target.closeTarget', { targetId: this.#target })
  }

  async close(): Promise<void> {
    await this.#browser.call('Target.closeTarget', { targetId: this.#target })
  }
}

async function addressIn(child: ChildProcess): Promise<string> {
  let said = ''
  child.stderr?.on('data', (bytes: Buffer) => (said += bytes.toString()))
  const deadline = Date.now() + START_MS
  while (Date.now() < deadline && child.exitCode === null) {
    const address = /DevTools listening on (ws:\S+)/u.exec(said)?.[1]
    if (address !== undefined) return address
    await sleep(50)
  }
  child.kill('SIGKILL')
  throw new Error(`The browser did not start:\n${said.slice(-2_000)}`)
}
