import { setTimeout as sleep } from 'node:timers/promises'

import { enough } from './process-faults.ts'
import { Facts, onStage, quantile, type Scenario } from './scenario.ts'
import { until, type Stage } from './stage.ts'

/** Faults of the database: it is restarted, killed, or away for long, while people write and sign. */

/** Their unsaved work together is more than the queue takes, and that of each fits into one frame. */
const WRITERS = 15
const BACK_WITHIN_MS = 10_000

const F4: Scenario = {
  id: 'F4',
  title: 'Postgres restarted, and its postmaster killed with -9',
  trials: 3,
  run: (lab, { trials, isShort }) =>
    onStage(lab, 'F4', {}, async (stage) => {
      const findings: string[] = []
      const backMs: number[] = []
      const facts = await Facts.on(stage)
      await stage.editAll(isShort ? 8 : 16)
      await stage.watch()
      stage.startTyping(5)
      const { pid } = stage.node
      for (let trial = 1; trial <= trials; trial += 1)
        for (const how of ['restart', 'kill'] as const) {
          await stage.untilWritten(10)
          stage.fault(`Postgres: ${how}`)
          // The command goes out while it is away, and is sent again until it is answered.
          const fact = sleep(50).then(() => facts.next())
          await stage.lab.database[how]()
          const isUpAt = Date.now()
          await until(
            'something is acknowledged again',
            () =>
              stage.history.operations.some(
                ({ kind, endedAt, outcome }) => kind !== 'command' && outcome === 'ok' && (endedAt ?? 0) > isUpAt,
              ),
            60_000,
          )
          backMs.push(Date.now() - isUpAt)
          // However fast the machine: they write on after it, and enough to prove something.
          await stage.untilWritten(10)
          if ((await fact) === undefined) findings.push(`The command sent during the ${how} had no answer in the end`)
        }
      await stage.heal()
      if (stage.node.pid !== pid || !stage.node.isRunning) findings.push('The server did not outlive its database')
      // How fast is asked on a machine that does nothing else.
      if (!isShort && quantile(backMs, 1) > BACK_WITHIN_MS)
        findings.push(`It took ${quantile(backMs, 1)} ms to recover`)
      stage.notes['restarts and kills'] = trials * 2
      stage.notes['acknowledges again after the database is up, most ms'] = quantile(backMs, 1)
      return [...findings, ...enough(stage, 40)]
    }),
}

const F5: Scenario = {
  id: 'F5',
  title: 'Postgres gone for long: facts are refused, edits wait up to a bound',
  trials: 1,
  run: (lab, { trials, isShort }) =>
    onStage(lab, 'F5', {}, async (stage) => {
      const findings: string[] = []
      await stage.editAll(WRITERS)
      await stage.watch()
      const facts = await Facts.on(stage)
      for (let trial = 1; trial <= trials; trial += 1) {
        stage.startTyping(3)
        await sleep(1_000)
        stage.fault('Postgres is gone')
        stage.lab.database.wire.cut()
        const away = Date.now()
        const refused = stage.history.count('insert', 'ok')
        // Refused and not queued: the answer is 503 within seconds, and there is no row for it.
        await facts.next({ withinMs: 4_000 })
        if (stage.notes['answers 503'] === undefined) findings.push('A command was not refused with 503')
        await fillTheQueue(stage, findings)
        await sleep(isShort ? 2_000 : Math.max(0, 60_000 - (Date.now() - away)))
        if (stage.history.count('insert', 'ok') > refused + 200)
          findings.push('Edits were acknowledged without a database')
        stage.lab.database.wire.mend()
        stage.fault('Postgres is back')
        stage.notes['away, s'] = Math.round((Date.now() - away) / 1_000)
        await stage.heal(60_000)
      }
      return findings
    }),
}

/** More than the queue of one document may hold: whoever sends it is sent away with 1013, and loses nothing. */
async function fillTheQueue(stage: Stage, findings: string[]): Promise<void> {
  const isSentAway = (): boolean => stage.editors.some(({ closes }) => closes.length > 0)
  for (let piece = 0; piece < 60 && !isSentAway(); piece += 1) {
    for (const editor of stage.editors) editor.typeMuch(3_500)
    await sleep(25)
  }
  await until('those who write too much are sent away', isSentAway, 5_000)
  const codes = [...new Set(stage.editors.flatMap(({ closes }) => closes))]
  if (!codes.every((code) => code === 1013))
    findings.push(`The queue was full, and writers were closed with ${codes.join(' and ')}`)
  stage.notes['closed with, once the queue was full'] = codes.join(' and ')
}

export const DATABASE_FAULTS: readonly Scenario[] = [F4, F5]
