import type { TwoNodes } from '../contestants.ts'
import type { ReadStateJob, Seat, TypingJob, UntilKilledJob, Window } from '../load/jobs.ts'
import { load, measure, type Measure } from '../processes.ts'
import { hasRedis } from '../redis.ts'
import { lossOf, NO_LOSS, together, type Losses } from './losses.ts'
import { first, foreignCores, numbers, over, sound, target, type Scenario, type Turn } from './turn.ts'

/**
 * Goal 11: one document, first with everyone on one node, then with half of them on each; then each node is killed while people on both
 * type, and the document is read from the other. Both nodes are there all the time, on one database and one Redis.
 */
export const NODES: Scenario = {
  id: 'l',
  title: 'Two nodes: latency from one to the other, and either of them killed',
  size: 'nodes',
  goals: [11],
  columns: [
    { key: 'acrossP50', title: 'p50 ms across nodes', digits: 1 },
    { key: 'acrossP95', title: 'p95 ms across nodes', digits: 1 },
    { key: 'oneP50', title: 'p50 ms, all on one node', digits: 1 },
    { key: 'oneP95', title: 'p95 ms, all on one node', digits: 1 },
    { key: 'lost', title: 'edits lost that were acknowledged or seen', digits: 0 },
    { key: 'promised', title: 'of', digits: 0 },
    { key: 'kills', title: 'kills', digits: 0 },
  ],
  takesPart: ({ startTwo }) => startTwo !== undefined,
  unable: () => (hasRedis() ? null : 'there is no redis-server on the path'),
  async turn(turn) {
    const { startTwo } = turn.contestant
    if (startTwo === undefined) throw new Error('It does not run as several nodes')
    const two = await startTwo()
    try {
      const one = await type(turn, two, false)
      const both = await type(turn, two, true)
      let losses: Losses = NO_LOSS
      const { kills } = turn.sizes.nodes
      for (let kill = 0; kill < 2 * kills; kill += 1)
        losses = together(losses, await killOne(turn, two, kill % 2 === 0 ? 0 : 1))
      return {
        acrossP50: both.window.across.p50,
        acrossP95: both.window.across.p95,
        oneP50: one.window.latency.p50,
        oneP95: one.window.latency.p95,
        ...losses,
        kills: 2 * kills,
        foreignCores: Math.max(one.foreign, both.foreign),
      }
    } finally {
      await two.stop()
    }
  },
}

async function seatsOn(two: TwoNodes, document: string, count: number, isSpread: boolean): Promise<Seat[]> {
  if (!isSpread) return [...(await two.nodes[0].seats(over([document], count)))]
  const here = await two.nodes[0].seats(over([document], Math.ceil(count / 2)))
  const there = await two.nodes[1].seats(over([document], Math.floor(count / 2)))
  return here.flatMap((seat, index) => [seat, ...there.slice(index, index + 1)])
}

async function type(
  turn: Turn,
  two: TwoNodes,
  isSpread: boolean,
): Promise<{ readonly window: Window; readonly foreign: number }> {
  const { clients, typists, perSecond, seconds } = turn.sizes.nodes
  const [node] = two.nodes
  const document = first(node.documents('text', 1))
  const job: TypingJob = {
    type: 'typing',
    ...target(turn, node),
    seats: await seatsOn(two, document, clients, isSpread),
    typists: numbers(typists),
    pen: { kind: 'text' },
    perSecond,
    warmUpSeconds: turn.sizes.warmUpSeconds,
    seconds,
    carets: false,
  }
  const marks: Measure[] = []
  const { window } = await load(job, () => {
    const [a, b] = two.nodes.map(({ pid }) => measure(pid))
    if (a !== undefined && b !== undefined) marks.push({ ...a, serverMs: a.serverMs + b.serverMs })
  })
  const [from, to] = marks
  const foreign = from === undefined || to === undefined ? 0 : foreignCores(from, to, window.generatorMs)
  return { window: sound(window), foreign }
}

async function killOne(turn: Turn, two: TwoNodes, index: 0 | 1): Promise<Losses> {
  const { perSecond, killAfterMs } = turn.sizes.nodes
  const [victim, survivor] = index === 0 ? two.nodes : [two.nodes[1], two.nodes[0]]
  const document = first(victim.documents('text', 1))
  const job: UntilKilledJob = {
    type: 'until-killed',
    ...target(turn, victim),
    seats: await seatsOn(two, document, 6, true),
    perSecond: perSecond * 2,
    victim: victim.port,
  }
  const { authors } = await load(job, () => void setTimeout(() => void victim.kill(), killAfterMs))
  const reading: ReadStateJob = {
    type: 'read-state',
    ...target(turn, survivor),
    seats: await survivor.seats([document]),
  }
  const { clocks } = await load(reading)
  await two.again(index)
  return lossOf(authors, clocks)
}
