import { setTimeout as sleep } from 'node:timers/promises'

import { TestRedis } from '../test/redis.ts'
import { enough } from './process-faults.ts'
import { Facts, onStage, type Outcome, type Scenario } from './scenario.ts'
import { until, type Lab, type Stage } from './stage.ts'
import { Wire } from './wire.ts'

/** Faults of a service of two nodes, one database and one Redis: Redis is away, a node is cut off, paused, or replaced. */

const REPAIRED_WITHIN_MS = 30_000

/** Two nodes, each with its own wire to one Redis, and eight people who are sent to either. */
async function onCluster(
  lab: Lab,
  title: string,
  play: (stage: Stage, redis: TestRedis, wires: readonly [Wire, Wire]) => Promise<readonly string[]>,
): Promise<Outcome> {
  const redis = await TestRedis.start()
  const wires = [await Wire.open(redis.port), await Wire.open(redis.port)] as const
  try {
    return await onStage(
      lab,
      title,
      { nodes: 2, env: (node) => ({ REDIS_URL: redis.urlAt(wires[node === 0 ? 0 : 1].port) }) },
      async (stage) => {
        await stage.editAll(8)
        await stage.watch()
        const [one, two] = stage.editors
        if (one === undefined || two === undefined) return ['There was nobody to write']
        // Without this the rest says nothing about a cluster: the editors of both nodes see each other at all.
        const word = one.doc.getXmlFragment('narrative').length
        one.type(() => 0.9)
        await until(
          'what is written on one node is seen on the other',
          () => two.doc.getXmlFragment('narrative').length > word,
          15_000,
        )
        return play(stage, redis, wires)
      },
    )
  } finally {
    for (const wire of wires) await wire.close()
    await redis.stop()
  }
}

/** Types through the fault and on for a while; then all copies on both nodes must become the same in time. */
async function through(stage: Stage, what: string, forMs: number, mend: () => Promise<void> | void): Promise<string[]> {
  const facts = await Facts.on(stage)
  stage.startTyping(4)
  const before = stage.history.count('insert', 'ok')
  await facts.next()
  await sleep(forMs)
  const meanwhile = stage.history.count('insert', 'ok') - before
  await mend()
  const mendedAt = Date.now()
  stage.fault(`over: ${what}`)
  await sleep(500)
  await stage.heal(REPAIRED_WITHIN_MS)
  stage.notes[`${what}: all the same again after, ms`] = Date.now() - mendedAt
  stage.notes[`${what}: acknowledged meanwhile`] = meanwhile
  return meanwhile > 10
    ? []
    : [`${what}: only ${meanwhile} edits were acknowledged meanwhile, so editing did not go on`]
}

const F9: Scenario = {
  id: 'F9',
  title: 'Redis dies, comes back empty, and falls silent',
  trials: 1,
  needs: 'redis',
  run: (lab, { isShort }) =>
    onCluster(lab, 'F9', async (stage, redis, wires) => {
      const forMs = isShort ? 5_000 : 20_000
      stage.fault('Redis is killed')
      await redis.kill()
      const findings = await through(stage, 'Redis gone', forMs, () => redis.start())
      stage.fault('Redis falls silent')
      for (const wire of wires) wire.fallSilent()
      findings.push(...(await through(stage, 'Redis silent', forMs, () => wires.forEach((wire) => wire.mend()))))
      return [...findings, ...enough(stage, 60)]
    }),
}

const F10: Scenario = {
  id: 'F10',
  title: 'one node is cut off from the other and from Redis; both reach Postgres',
  trials: 1,
  needs: 'redis',
  run: (lab, { isShort }) =>
    onCluster(lab, 'F10', async (stage, _redis, [wire]) => {
      stage.fault('node 1 is cut off from Redis')
      wire.cut()
      const findings = await through(stage, 'node cut off', isShort ? 5_000 : 20_000, () => wire.mend())
      return [...findings, ...enough(stage, 40)]
    }),
}

const F12: Scenario = {
  id: 'F12',
  title: 'a node is paused and resumed while others write on the other',
  trials: 2,
  needs: 'redis',
  run: (lab, { trials, isShort }) =>
    onCluster(lab, 'F12', async (stage) => {
      const [, paused] = stage.nodes
      if (paused === undefined) return ['There is no second node']
      stage.startTyping(4)
      for (let trial = 1; trial <= trials; trial += 1) {
        await sleep(1_000)
        stage.fault('SIGSTOP')
        paused.pause()
        await sleep(isShort ? 5_000 : trial === 1 ? 60_000 : 10_000)
        stage.fault('SIGCONT')
        paused.resume()
        await until('everyone is back', () => stage.editors.every(({ isSynced }) => isSynced))
      }
      await stage.heal()
      stage.notes['pauses'] = trials
      return enough(stage, 40)
    }),
}

const F18: Scenario = {
  id: 'F18',
  title: 'a deployment: one node after the other drains, stops and starts while everyone writes',
  trials: 2,
  needs: 'redis',
  run: (lab, { trials }) =>
    onCluster(lab, 'F18', async (stage) => {
      const findings: string[] = []
      let longest = 0
      stage.startTyping(4)
      for (let round = 1; round <= trials; round += 1)
        for (const node of stage.nodes) {
          await sleep(700)
          stage.fault(`${node.name} stops`)
          longest = Math.max(longest, await node.stop())
          await node.start()
          await until('everyone is back', () => stage.editors.every(({ isSynced }) => isSynced))
        }
      await stage.heal()
      const codes = new Set(stage.editors.flatMap(({ closes }) => closes))
      if (![...codes].every((code) => code === 1012 || code === 1006))
        findings.push(`People were sent away with ${[...codes].join(' and ')}`)
      if (!codes.has(1012)) findings.push('Nobody was told of the restart with 1012')
      if (longest > 10_000) findings.push(`A node took ${longest} ms to stop`)
      stage.notes['stops'] = trials * stage.nodes.length
      stage.notes['a stop took at most, ms'] = longest
      stage.notes['sent away with'] = [...codes].join(' and ')
      return [...findings, ...enough(stage, 40)]
    }),
}

export const CLUSTER_FAULTS: readonly Scenario[] = [F9, F10, F12, F18]
