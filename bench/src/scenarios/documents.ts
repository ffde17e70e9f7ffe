import { setTimeout as sleep } from 'node:timers/promises'

import type { FirstJoinJob, JoinJob, MemoryJob, PushJob, ReadStateJob, UntilKilledJob } from '../load/jobs.ts'
import { load } from '../processes.ts'
import { lossOf, NO_LOSS, together, type Losses } from './losses.ts'
import {
  costed,
  fillFrom,
  first,
  foreignCores,
  markOf,
  over,
  target,
  type Figures,
  type Scenario,
  type Turn,
} from './turn.ts'

/** Nobody has joined before this share of the encoded document has arrived. */
const WHOLE = 0.9

/** Our large document is used again and again: it is opened and added to by a few words, which is nothing beside its size. */
const largeOf = new Map<string, string>()

function largeDocument(
  turn: Turn,
  documents: (content: 'large', count: number) => readonly string[],
  use: string,
): string {
  if (!turn.contestant.brings) return first(documents('large', 1))
  const known = largeOf.get(use) ?? first(documents('large', 1))
  largeOf.set(use, known)
  return known
}

export const JOIN: Scenario = {
  id: 'e',
  title: 'Joining a large document: alone, while someone types, many at once',
  size: 'join',
  goals: [5],
  columns: [
    { key: 'p50', title: 'while typing, p50 ms', digits: 1 },
    { key: 'p95', title: 'p95 ms', digits: 1 },
    { key: 'aloneP50', title: 'alone, p50 ms', digits: 1 },
    { key: 'cpuMs', title: 'server CPU ms per join', digits: 1 },
    { key: 'stormMs', title: 'slowest at once, ms', digits: 0 },
    { key: 'editsStormP95', title: 'p95 of edits meanwhile, ms', digits: 1 },
  ],
  takesPart: ({ holds }) => holds,
  async turn(turn) {
    const { joins, storm, perSecond } = turn.sizes.join
    const running = await turn.start()
    const document = largeDocument(turn, running.documents, 'join')
    const seats = await running.seats(over([document], 2 + joins + storm))
    const [keeper, observer] = seats
    if (keeper === undefined || observer === undefined) throw new Error('There are no seats')
    const job: JoinJob = {
      type: 'join',
      ...target(turn, running),
      keeper,
      observer,
      joiners: seats.slice(2, 2 + joins),
      storm: seats.slice(2 + joins),
      contentBytes: turn.originals.largeBytes * WHOLE,
      perSecond,
      ...fillFrom(turn, turn.originals.largeFile),
    }
    const { result, marks } = await costed(running, job)
    await running.stop()
    const [from, to] = [markOf(marks, 'start'), markOf(marks, 'end')]
    return {
      p50: result.whileTyping.p50,
      p95: result.whileTyping.p95,
      aloneP50: result.alone.p50,
      aloneP95: result.alone.p95,
      cpuMs: (to.serverMs - from.serverMs) / joins,
      databaseMs: (to.databaseMs - from.databaseMs) / joins,
      stormMs: result.storm.max,
      editsP95: result.editsWhileTyping.p95,
      editsStormP95: result.editsDuringStorm.p95,
      foreignCores: foreignCores(from, to, result.generatorMs),
      contentBytes: turn.originals.largeBytes,
    }
  },
}

/** Edits typed before the restart, so that a server that folds its log in passing has had the occasion to. */
const EDITS_BEFORE = 600
const WRITERS_BEFORE = 5

export const RESTART: Scenario = {
  id: 'f',
  title: 'First join of the large document after a restart',
  size: 'join',
  goals: [6],
  columns: [
    { key: 'ms', title: 'first join, ms', digits: 0 },
    { key: 'secondMs', title: 'second join, ms', digits: 0 },
  ],
  takesPart: ({ stores }) => stores,
  async turn(turn) {
    const before = await turn.start()
    const document = largeDocument(turn, before.documents, 'restart')
    const { fill } = fillFrom(turn, turn.originals.largeFile)
    if (fill !== undefined)
      await load<PushJob>({
        type: 'push',
        ...target(turn, before),
        seats: await before.seats([document]),
        content: { file: fill },
        edits: 0,
      })
    await load<PushJob>({
      type: 'push',
      ...target(turn, before),
      seats: await before.seats(over([document], WRITERS_BEFORE)),
      edits: EDITS_BEFORE / WRITERS_BEFORE,
    })
    await sleep(turn.sizes.restart.restSeconds * 1000)
    await before.stop()

    const after = await turn.start()
    const seats = await after.seats([document, document])
    const join = async (seat: (typeof seats)[number] | undefined): Promise<number> => {
      if (seat === undefined) throw new Error('There is no seat')
      const job: FirstJoinJob = {
        type: 'first-join',
        ...target(turn, after),
        seat,
        contentBytes: turn.originals.largeBytes * WHOLE,
      }
      return (await load(job)).ms
    }
    const ms = await join(seats[0])
    const secondMs = await join(seats[1])
    await after.stop()
    return { ms, secondMs, contentBytes: turn.originals.largeBytes }
  },
}

export const KILL: Scenario = {
  id: 'g',
  title: 'SIGKILL while people type: what was acknowledged or shown, and is gone',
  size: 'kill',
  goals: [7],
  columns: [
    { key: 'lost', title: 'edits lost that were acknowledged or seen', digits: 0 },
    { key: 'promised', title: 'of', digits: 0 },
    { key: 'lostAcknowledged', title: 'lost, acknowledged', digits: 0 },
    { key: 'lostSeen', title: 'lost, seen by others', digits: 0 },
    { key: 'trials', title: 'kills', digits: 0 },
  ],
  takesPart: ({ stores }) => stores,
  async turn(turn) {
    const { trials, peerTrials } = turn.sizes.kill
    const count = turn.contestant.brings ? trials : peerTrials
    let sum = NO_LOSS
    for (let trial = 0; trial < count; trial += 1) sum = together(sum, await killOnce(turn))
    return { ...sum, trials: count }
  },
}

async function killOnce(turn: Turn): Promise<Losses> {
  const { documents: count, each, perSecond, leastMs, mostMs } = turn.sizes.kill
  const victim = await turn.start()
  const documents = victim.documents('text', count)
  const job: UntilKilledJob = {
    type: 'until-killed',
    ...target(turn, victim),
    seats: await victim.seats(over(documents, count * each)),
    perSecond,
  }
  const { authors } = await load(job, () => {
    setTimeout(() => void victim.kill(), leastMs + Math.random() * (mostMs - leastMs))
  })
  await victim.kill()

  const heir = await turn.start()
  const reading: ReadStateJob = { type: 'read-state', ...target(turn, heir), seats: await heir.seats(documents) }
  const { clocks } = await load(reading)
  await heir.stop()

  return lossOf(authors, clocks)
}

export const MEMORY: Scenario = {
  id: 'h',
  title: 'Memory: idle connections, open documents of 27 KB, and after everyone has left',
  size: 'memory',
  goals: [8],
  columns: [
    { key: 'perConnectionKib', title: 'KiB per idle connection', digits: 0 },
    { key: 'perDocumentKib', title: 'KiB per open document', digits: 0 },
    { key: 'emptyMib', title: 'empty, MiB', digits: 0 },
    { key: 'afterMib', title: 'after all have left, MiB', digits: 0 },
    { key: 'afterShare', title: 'after ÷ empty', digits: 2 },
  ],
  takesPart: () => true,
  async turn(turn) {
    const { connections, documents, kib, settleSeconds, leaveSeconds } = turn.sizes.memory
    const running = await turn.start()
    const [warmUp, shared] = [running.documents('text', 1), running.documents('text', 1)]
    const job: MemoryJob = {
      type: 'memory',
      ...target(turn, running),
      warm: await running.seats(over(warmUp, 20)),
      idle: await running.seats(over(shared, connections)),
      documents: turn.contestant.holds ? await running.seats(running.documents('text', documents)) : [],
      kib,
      settleSeconds,
      leaveSeconds,
    }
    const { marks } = await costed(running, job)
    await running.stop()
    const at = (name: string): number => markOf(marks, name).rssKib
    const perConnectionKib = (at('idle') - at('empty')) / connections
    const figures: Figures = {
      perConnectionKib,
      // One connection holds each document open; its share is taken off.
      perDocumentKib: turn.contestant.holds
        ? (at('documents') - at('before-documents')) / documents - Math.max(0, perConnectionKib)
        : null,
      emptyMib: at('empty') / 1024,
      afterMib: at('left') / 1024,
      afterShare: at('left') / at('empty'),
    }
    return figures
  },
}
