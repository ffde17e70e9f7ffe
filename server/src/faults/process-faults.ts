import { setTimeout as sleep } from 'node:timers/promises'

import { between, Facts, onStage, quantile, type Outcome, type Scenario } from './scenario.ts'
import { until, type Lab, type Stage } from './stage.ts'
import { isCommit, saysCommitted, statementsIn } from './wire.ts'

/** Faults of the process: it is killed, paused, or stopped while people write and sign. */

const F1: Scenario = {
  id: 'F1',
  title: 'kill -9 of the app at a random moment, everyone writing',
  trials: 20,
  run: (lab, { trials, isShort }) =>
    onStage(lab, 'F1', { people: isShort ? 4 : 13 }, async (stage) => {
      await stage.editAll(isShort ? 12 : 50)
      await stage.watch()
      stage.startTyping(isShort ? 6 : 3)
      const fromKill: number[] = []
      const fromReady: number[] = []
      const late: string[] = []
      for (let kill = 1; kill <= trials; kill += 1) {
        await stage.untilWritten(5)
        await sleep(between(0, isShort ? 600 : 1_700))
        stage.fault(`kill -9, ${kill} of ${trials}`)
        const killedAt = Date.now()
        await stage.node.kill()
        await stage.node.start()
        const readyAt = Date.now()
        // Too slow is one finding and lost another: the kills go on, so that S1 to S8 are asked in the end.
        await until('everyone is back', () => stage.editors.every(({ isSynced }) => isSynced), 60_000).catch(() =>
          late.push(`F1 not everyone was back a minute after kill ${kill}`),
        )
        for (const { syncedAt = Date.now() } of stage.editors) {
          fromKill.push(syncedAt - killedAt)
          fromReady.push(Math.max(0, syncedAt - readyAt))
        }
      }
      await stage.heal(180_000)
      stage.notes['kills'] = trials
      stage.notes['back after the kill, p95 ms'] = quantile(fromKill, 0.95)
      stage.notes['back after the new process was ready, p95 ms'] = quantile(fromReady, 0.95)
      stage.notes['acknowledged after, p95 ms'] = quantile(acknowledgements(stage), 0.95)
      // How fast is asked on a machine that does nothing else; whether anything is lost, on every one.
      const isBackInTime = isShort || quantile(fromReady, 0.95) <= 5_000
      return [
        ...(isShort ? [] : late),
        ...(isBackInTime ? [] : ['F1 people were not back within 5 s of the new process']),
        ...enough(stage, trials * (isShort ? 5 : 20)),
      ]
    }),
}

const F2: Scenario = {
  id: 'F2',
  title: 'kill -9 between the ledger’s commit and the reply',
  trials: 10,
  run: (lab, { trials }) =>
    onStageWithEars(lab, 'F2', (stage) =>
      atTheCommit(stage, trials, {
        when: 'committed',
        kills: true,
        rowsAtTheFault: 1,
      }),
    ),
}

const F3: Scenario = {
  id: 'F3',
  title: 'kill -9 between a command’s receipt and its commit',
  trials: 10,
  run: (lab, { trials }) =>
    onStageWithEars(lab, 'F3', (stage) =>
      atTheCommit(stage, trials, {
        when: 'asked',
        kills: true,
        rowsAtTheFault: 0,
      }),
    ),
}

const F6: Scenario = {
  id: 'F6',
  title: 'the connection is cut during COMMIT, so nobody knows how it ended',
  trials: 20,
  run: async (lab, { trials }) => {
    const half = Math.ceil(trials / 2)
    const after = await onStageWithEars(lab, 'F6-committed', (stage) =>
      atTheCommit(stage, half, { when: 'committed', kills: false, rowsAtTheFault: 1 }),
    )
    const before = await onStageWithEars(lab, 'F6-not-committed', (stage) =>
      atTheCommit(stage, half, { when: 'asked', kills: false, rowsAtTheFault: 0 }),
    )
    return {
      findings: [...after.findings, ...before.findings],
      notes: { ...inFront('committed', after.notes), ...inFront('not committed', before.notes) },
    }
  },
}

/** Statements are prepared once on a connection and only named afterwards: whoever is to know them listens from the start. */
async function onStageWithEars(
  lab: Lab,
  title: string,
  play: (stage: Stage) => Promise<readonly string[]>,
): Promise<Outcome> {
  const { wire } = lab.database
  wire.tap = (bytes, link, direction) => {
    if (direction === 'up') statementsIn(bytes, link)
    return 'pass'
  }
  try {
    return await onStage(lab, title, {}, play)
  } finally {
    wire.tap = undefined
  }
}

/** Makes a fault at the very commit of a command, `trials` times, with ratings and sign-offs in turn. */
async function atTheCommit(
  stage: Stage,
  trials: number,
  fault: {
    /** `asked`: Postgres has not heard of the commit. `committed`: it has done it, and the answer is on its way. */
    readonly when: 'asked' | 'committed'
    /** The process dies with the connection. */
    readonly kills: boolean
    readonly rowsAtTheFault: 0 | 1
  },
): Promise<string[]> {
  const { wire } = stage.lab.database
  const facts = await Facts.on(stage)
  const findings: string[] = []
  await stage.watch()
  for (let trial = 1; trial <= trials; trial += 1) {
    const before = (await stage.entries()).length
    let made: (() => void) | undefined
    let isDone = false
    const isMade = new Promise<void>((resolve) => (made = resolve))
    wire.tap = (bytes, link, direction) => {
      const statements = direction === 'up' ? statementsIn(bytes, link) : []
      if (statements.some((statement) => /^begin/iu.test(statement))) link.notes.delete('writes')
      // Only the transaction of the command: it is the one that writes to the ledger.
      if (statements.some((statement) => /^insert into "ledger_entries"/iu.test(statement)))
        link.notes.set('writes', true)
      const isIt =
        link.notes.get('writes') === true &&
        (fault.when === 'asked' ? statements.some(isCommit) : direction === 'down' && saysCommitted(bytes))
      if (!isIt || isDone) return 'pass'
      isDone = true
      stage.fault(`the commit of a command, ${fault.when}`)
      if (fault.kills) stage.node.killNow()
      link.cut()
      made?.()
      return 'drop'
    }
    // Sent again only after a look at what the fault left behind.
    let look: (() => void) | undefined
    const hasLooked = new Promise<void>((resolve) => (look = resolve))
    const answer = facts.next({ beforeRetry: () => hasLooked.then(() => sleep(100)) })
    const wasMade = await Promise.race([isMade.then(() => true), sleep(20_000, false)])
    if (!wasMade) findings.push(`The fault could not be made in trial ${trial}: no commit was seen`)
    // Until it is seen to be dead, nobody would start it again.
    if (wasMade && fault.kills) await stage.node.kill()
    await sleep(200)
    const rows = (await stage.entries()).length - before
    if (wasMade && rows !== fault.rowsAtTheFault)
      findings.push(`After the fault of trial ${trial} there were ${rows} rows and not ${fault.rowsAtTheFault}`)
    // By its number: the notice of the trial before may still have been on its way.
    if (wasMade && fault.rowsAtTheFault === 0 && stage.history.notices.some(({ seq }) => seq > before))
      findings.push(`People were told of what was never committed in trial ${trial}`)
    look?.()
    if (!stage.node.isRunning) await stage.node.start()
    if ((await answer) === undefined) findings.push(`The command of trial ${trial} had no answer in the end`)
  }
  stage.notes['trials'] = trials
  return findings
}

/** A run in which little happened proves little. */
export function enough(stage: Stage, least: number): string[] {
  const count = stage.history.count('insert', 'ok')
  return count >= least ? [] : [`Only ${count} words were written: the run proves nothing (at least ${least})`]
}

export const acknowledgements = (stage: Stage): number[] => stage.editors.flatMap(({ ackMs }) => ackMs)

const inFront = (
  prefix: string,
  notes: Readonly<{ [what: string]: number | string }>,
): { [what: string]: number | string } =>
  Object.fromEntries(Object.entries(notes).map(([what, value]) => [`${prefix}: ${what}`, value]))

export const PROCESS_FAULTS: readonly Scenario[] = [F1, F2, F3, F6]
