import type { RampJob } from '../load/jobs.ts'
import { load, measure, type Measure } from '../processes.ts'
import { foreignCores, over, target, type Scenario } from './turn.ts'

const LIMIT_MS = 200

export const PEAK: Scenario = {
  id: 'd',
  title: 'Peak: everyone in one document types faster and faster, until p95 passes 200 ms',
  size: 'peak',
  goals: [4],
  columns: [
    { key: 'peak', title: 'deliveries/s at the last step passed', digits: 0 },
    { key: 'cpuUs', title: 'server CPU µs per delivery there', digits: 2 },
    { key: 'p95', title: 'p95 ms there', digits: 1 },
    { key: 'generatorCore', title: 'generator, share of a core there', digits: 2 },
    { key: 'ended', title: 'ended by' },
  ],
  takesPart: () => true,
  async turn(turn) {
    const { clients, steps, tries, settleSeconds, seconds } = turn.sizes.peak
    const running = await turn.start()
    const seats = await running.seats(over(running.documents('text', 1), clients))
    const job: RampJob = {
      type: 'ramp',
      ...target(turn, running),
      seats,
      steps,
      tries,
      settleSeconds,
      seconds,
      limitMs: LIMIT_MS,
    }
    const costs: { readonly from: Measure; to: Measure }[] = []
    const { steps: climbed } = await load(job, (name) => {
      const now = measure(running.pid)
      if (name === 'start') costs.push({ from: now, to: now })
      else {
        const last = costs.at(-1)
        if (last) last.to = now
      }
    })
    await running.stop()
    const index = climbed.findLastIndex(({ passed }) => passed)
    const best = climbed[index]
    const cost = costs[index]
    const last = climbed.at(-1)
    const ended =
      last === undefined
        ? 'nothing'
        : Object.keys(last.closes).length > 0
          ? `closed with ${Object.keys(last.closes).join(', ')}`
          : last.passed
            ? 'the last step'
            : last.missing > 0
              ? 'deliveries late'
              : 'p95'
    if (best === undefined || cost === undefined)
      return { peak: 0, cpuUs: null, p95: null, generatorCore: last?.generatorCore ?? null, ended }
    return {
      peak: best.delivered / best.seconds,
      cpuUs: ((cost.to.serverMs - cost.from.serverMs) * 1000) / best.delivered,
      databaseUs: ((cost.to.databaseMs - cost.from.databaseMs) * 1000) / best.delivered,
      p95: best.latency.p95,
      generatorCore: best.generatorCore,
      foreignCores: foreignCores(cost.from, cost.to, best.generatorMs),
      ended,
    }
  },
}
