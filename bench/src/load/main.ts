import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

import * as Y from 'yjs'

import { Client, openAll } from './client.ts'
import type {
  FirstJoinJob,
  FromLoad,
  Job,
  JoinJob,
  MemoryJob,
  PenKind,
  PushJob,
  RampJob,
  ReadStateJob,
  Results,
  Seat,
  ToLoad,
  TypingJob,
  UntilKilledJob,
} from './jobs.ts'
import { Latencies } from './latencies.ts'
import { Planner, Replacer, Typist, verifyTypist, wholeText, type Pen } from './pens.ts'
import { eachSpan } from './spans.ts'
import { Traffic } from './traffic.ts'

// The load generator: a process of its own, so that its work is not counted as the server's. One job, then it ends.

/** Longer than any job, so that nothing is left running when the harness is gone without a word. */
const LIFE_MS = 20 * 60_000

setTimeout(() => process.exit(1), LIFE_MS).unref()
process.on('disconnect', () => process.exit(1))

const tell = (message: FromLoad): void => void process.send?.(message)
let goOn: () => void = () => undefined

process.on('message', (message: ToLoad) => {
  if (message.type === 'go') return goOn()
  verifyTypist()
  perform(message.job).then(
    (result) => tell({ type: 'done', result }),
    (error: unknown) =>
      tell({ type: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  )
})

/** Has the harness take the server's measure, and waits until it has. */
async function mark(name: string): Promise<void> {
  const marked = new Promise<void>((resolve) => (goOn = resolve))
  tell({ type: 'mark', name })
  await marked
}

function perform(job: Job): Promise<Results[Job['type']]> {
  switch (job.type) {
    case 'typing':
      return type(job)
    case 'ramp':
      return climb(job)
    case 'join':
      return join(job)
    case 'first-join':
      return joinFirst(job)
    case 'push':
      return push(job)
    case 'memory':
      return fill(job)
    case 'until-killed':
      return typeUntilKilled(job)
    case 'read-state':
      return readState(job)
  }
}

function penFor({ clientId }: Seat, pen: PenKind, index: number): Pen {
  if (pen.kind === 'text') return new Typist(clientId)
  const base = readFileSync(pen.base)
  return pen.kind === 'plan' ? new Planner(clientId, base) : new Replacer(clientId, base, index)
}

async function type(job: TypingJob): Promise<Results['typing']> {
  const traffic = new Traffic()
  const clients = await openAll(job, job.seats, traffic.events)
  traffic.seat(clients)
  if (job.fill !== undefined) {
    clients[0]?.send(readFileSync(job.fill))
    await sleep(500)
  }
  for (const index of job.typists) {
    const client = clients[index]
    if (client !== undefined) traffic.equip(client, penFor(client.seat, job.pen, index))
  }
  // Their opening words, before the clocks run.
  await sleep(300)
  traffic.start(job.perSecond, job.carets)
  await sleep(job.warmUpSeconds * 1000)
  await traffic.stop()
  await sleep(300)

  const stuck = job.stuck && new Client(job, job.stuck, { ...traffic.events })
  if (stuck !== undefined) {
    await stuck.ready
    stuck.isStuck = true
    stuck.wire.stopReading()
  }
  const reader = clients.at(-1)
  const before = reader?.wire.received ?? 0
  await mark('start')
  const window = await traffic.measure({ perSecond: job.perSecond, seconds: job.seconds, carets: job.carets })
  await mark('end')
  const bytesToEach = (reader?.wire.received ?? 0) - before
  if (stuck !== undefined) {
    // What the server said last lies behind all that was not read.
    stuck.wire.readOn()
    await sleep(500)
  }
  return { window, bytesToEach, stuckCode: stuck?.endedWith ?? null }
}

async function climb(job: RampJob): Promise<Results['ramp']> {
  const traffic = new Traffic()
  const clients = await openAll(job, job.seats, traffic.events)
  traffic.seat(clients)
  for (const client of clients) traffic.equip(client, new Typist(client.seat.clientId))
  await sleep(1_000)
  const steps: Results['ramp']['steps'][number][] = []
  for (const offered of job.steps) {
    const perSecond = offered / (clients.length * (clients.length - 1))
    let passed = false
    for (let tried = 0; tried < job.tries && !passed; tried += 1) {
      traffic.start(perSecond)
      await sleep(job.settleSeconds * 1000)
      await traffic.stop()
      await sleep(100)
      await mark('start')
      const window = await traffic.measure({ perSecond, seconds: job.seconds, drainMs: 2_000 })
      await mark('end')
      const isOffered = window.delivered / window.seconds >= offered * 0.85
      passed = isOffered && window.missing === 0 && (window.latency.p95 ?? Infinity) <= job.limitMs
      steps.push({ ...window, offered, passed })
      if (Object.keys(window.closes).length > 0) return { steps }
      if (!passed) await sleep(1_500)
    }
    if (!passed) break
  }
  return { steps }
}

async function timedJoin(target: Job & { readonly contentBytes: number }, seat: Seat): Promise<number> {
  const from = performance.now()
  const client = new Client(target, seat, { contentBytes: target.contentBytes })
  await client.ready
  const ms = performance.now() - from
  client.close()
  return ms
}

async function join(job: JoinJob): Promise<Results['join']> {
  let edits = new Latencies()
  const sentAt: number[] = []
  const typist = new Typist(job.keeper.clientId)
  const keeper = new Client(job, job.keeper, { contentBytes: job.fill === undefined ? job.contentBytes : 0 })
  await keeper.ready
  if (job.fill !== undefined) {
    keeper.send(readFileSync(job.fill))
    await sleep(1_000)
  }
  const observer = new Client(job, job.observer, {
    contentBytes: job.contentBytes,
    onUpdate: (_client, frame, start, end, at) =>
      eachSpan(frame, start, end, (id, clock, length) => {
        for (let edit = clock; id === job.keeper.clientId && edit < clock + length; edit += 1) {
          const left = sentAt[edit]
          if (left !== undefined) edits.record(at - left)
        }
      }),
  })
  await observer.ready
  await sleep(500)

  const alone = new Latencies()
  await mark('start')
  const cpu = process.cpuUsage()
  for (const seat of job.joiners) alone.record(await timedJoin(job, seat))
  await mark('end')
  const { user, system } = process.cpuUsage(cpu)

  keeper.send(typist.open())
  await sleep(200)
  let isTyping = true
  const typing = (async (): Promise<void> => {
    while (isTyping) {
      const { clock } = typist
      const update = typist.next()
      sentAt[clock] = performance.now()
      keeper.send(update)
      await sleep(1000 / job.perSecond)
    }
  })()
  await sleep(1_000)
  edits = new Latencies()
  const whileTyping = new Latencies()
  for (const seat of job.joiners) {
    whileTyping.record(await timedJoin(job, seat))
    await sleep(60)
  }
  const editsWhileTyping = edits.summary()

  edits = new Latencies()
  const storm = new Latencies()
  await Promise.all(job.storm.map(async (seat) => storm.record(await timedJoin(job, seat))))
  await sleep(300)
  isTyping = false
  await typing
  return {
    alone: alone.summary(),
    whileTyping: whileTyping.summary(),
    storm: storm.summary(),
    editsWhileTyping,
    editsDuringStorm: edits.summary(),
    generatorMs: (user + system) / 1000,
  }
}

async function joinFirst(job: FirstJoinJob): Promise<Results['first-join']> {
  return { ms: await timedJoin(job, job.seat) }
}

const PUSH_PER_SECOND = 50

async function push({ seats, content, edits, ...target }: PushJob): Promise<Results['push']> {
  const clients = await openAll(target, seats)
  const pens = clients.map(({ seat }) => new Typist(seat.clientId))
  for (const [index, client] of clients.entries()) {
    if (content !== undefined)
      client.send('file' in content ? readFileSync(content.file) : wholeText(client.seat.clientId, content.kib))
    const pen = pens[index]
    if (edits > 0 && pen !== undefined) client.send(pen.open())
  }
  for (let edit = 0; edit < edits; edit += 1) {
    for (const [index, client] of clients.entries()) client.send(pens[index]?.next() ?? new Uint8Array())
    await sleep(1000 / PUSH_PER_SECOND)
  }
  await sleep(500)
  const gone = clients.find(({ endedWith }) => endedWith !== null)
  if (gone) throw new Error(`${gone.seat.path} was closed with ${gone.endedWith} while it was filled`)
  for (const client of clients) client.close()
  return { clock: pens[0]?.clock ?? 0 }
}

async function fill(job: MemoryJob): Promise<Results['memory']> {
  const visitors = await openAll(job, job.warm)
  for (const client of visitors) {
    const pen = new Typist(client.seat.clientId)
    client.send(pen.open())
    for (let letter = 0; letter < 20; letter += 1) client.send(pen.next())
  }
  await sleep(500)
  for (const client of visitors) client.close()
  await sleep(job.settleSeconds * 1000)
  await mark('empty')

  const idle = await openAll(job, job.idle)
  await sleep(job.settleSeconds * 1000)
  await mark('idle')
  for (const client of idle) client.close()
  await sleep(job.settleSeconds * 1000)
  await mark('before-documents')

  const writers = await openAll(job, job.documents)
  for (const client of writers) {
    client.send(wholeText(client.seat.clientId, job.kib))
    await sleep(5)
  }
  await sleep(job.settleSeconds * 1000)
  await mark('documents')
  const gone = [
    ...idle.filter(({ endedWith }) => endedWith !== 1000),
    ...writers.filter(({ endedWith }) => endedWith !== null),
  ]
  if (gone.length > 0) throw new Error(`${gone.length} connections were closed, the first with ${gone[0]?.endedWith}`)
  for (const client of writers) client.close()
  await sleep(job.leaveSeconds * 1000)
  await mark('left')
  return {}
}

/** What those on the other nodes typed last is written and told within this time. */
const SURVIVORS_MS = 1_500

async function typeUntilKilled(job: UntilKilledJob): Promise<Results['until-killed']> {
  const seen = new Map<number, number>()
  /** Clock after each update, by number of the update. */
  const clocks = new Map<number, number[]>()
  const clients = await openAll(job, job.seats, {
    onUpdate: (client, frame, start, end) =>
      eachSpan(frame, start, end, (id, clock, length) => {
        if (id !== client.seat.clientId) seen.set(id, Math.max(seen.get(id) ?? 0, clock + length))
      }),
  })
  const pens = clients.map((client) => {
    const pen = new Typist(client.seat.clientId)
    client.send(pen.open())
    clocks.set(client.seat.clientId, [pen.clock])
    return pen
  })
  await sleep(200)
  await mark('typing')
  const isUp = ({ endedWith, seat }: Client): boolean =>
    endedWith === null && (job.victim === undefined || seat.port === job.victim)
  while (clients.some(isUp)) {
    for (const [index, client] of clients.entries()) {
      const pen = pens[index]
      if (pen === undefined || client.endedWith !== null) continue
      client.send(pen.next())
      clocks.get(client.seat.clientId)?.push(pen.clock)
    }
    await sleep(1000 / job.perSecond)
  }
  if (job.victim !== undefined) await sleep(SURVIVORS_MS)
  const acknowledges = clients.some(({ acknowledged }) => acknowledged > 0)
  return {
    authors: clients.map(({ seat, acknowledged }) => {
      const written = clocks.get(seat.clientId) ?? []
      return {
        document: seat.document,
        client: seat.clientId,
        sent: written.at(-1) ?? 0,
        acknowledged: acknowledges ? (written[acknowledged - 1] ?? 0) : null,
        seen: seen.get(seat.clientId) ?? 0,
      }
    }),
  }
}

/** y-websocket says "synced" before it has read its disk: what comes within this time after it still counts. */
const AFTERWARDS_MS = 500

async function readState({ seats, ...target }: ReadStateJob): Promise<Results['read-state']> {
  const later = new Map<Client, Uint8Array[]>()
  const clients = await openAll(target, seats, {
    keepsContent: true,
    onUpdate: (client, frame, start, end) =>
      void later.set(client, [...(later.get(client) ?? []), frame.slice(start, end)]),
  })
  await sleep(AFTERWARDS_MS)
  const clocks: Record<string, Record<string, number>> = {}
  for (const client of clients) {
    const doc = new Y.Doc()
    for (const update of [...client.content, ...(later.get(client) ?? [])]) Y.applyUpdate(doc, update)
    clocks[client.seat.document] = Object.fromEntries(Y.decodeStateVector(Y.encodeStateVector(doc)))
    client.close()
  }
  return { clocks }
}
