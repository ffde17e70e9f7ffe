import { setTimeout as sleep } from 'node:timers/promises'

import { Editor } from './editor.ts'
import { acknowledgements, enough } from './process-faults.ts'
import { between, Facts, onStage, quantile, type Scenario } from './scenario.ts'
import { until } from './stage.ts'
import { Wire } from './wire.ts'

/** Faults between the browsers and the app: slow readers, dead lines, delay, and everything twice. */

const MB = 1024 * 1024
const WRITERS = 8
/** Small enough for 500 of them to fit into a document before it is folded, large enough to fill a buffer. */
const PIECE = 3_500

const F13: Scenario = {
  id: 'F13',
  title: 'a reader that stops reading is cut off at its bound, and comes back by its state vector',
  trials: 1,
  run: (lab, { isShort }) =>
    onStage(lab, 'F13', {}, async (stage) => {
      const stuckCount = isShort ? 1 : 5
      await stage.editAll(WRITERS)
      const stuck: Editor[] = []
      for (let index = 0; index < stuckCount; index += 1)
        stuck.push(await stage.edit({ number: WRITERS + 1 + index, person: `fault-${3 + (index % 2)}` }))
      const before = stage.node.holdings().bytes
      stage.fault('they stop reading')
      for (const { socket } of stuck) socket?.pause()
      // What the kernel takes for them does not count as the server's: it goes on until the server has had enough.
      const isCutOff = (): boolean => stage.node.said.split('a slow reader was cut off').length > stuckCount
      const writers = stage.editors.slice(0, WRITERS)
      let most = 0
      let sent = 0
      const deadline = Date.now() + 90_000
      while (!isCutOff() && Date.now() < deadline) {
        for (const writer of writers) writer.typeMuch(PIECE)
        sent += PIECE * WRITERS
        await sleep(18)
        most = Math.max(most, stage.node.holdings().bytes)
      }
      const findings = isCutOff() ? [] : [`${Math.round(sent / MB)} MB were sent and nobody was cut off`]
      stage.fault('they read again')
      for (const { socket } of stuck) socket?.resume()
      await until('they are back', () => stuck.every(({ isSynced, closes }) => isSynced && closes.length > 0), 60_000)
      await stage.heal()
      stage.notes['stuck readers'] = stuckCount
      stage.notes['sent, MB'] = Math.round(sent / MB)
      stage.notes['memory at most above the start, MB'] = Math.round((most - before) / MB)
      stage.notes['closed with'] = [...new Set(stuck.flatMap(({ closes }) => closes))].join(' and ')
      stage.notes['honest, acknowledged p95 ms'] = quantile(
        writers.flatMap(({ ackMs }) => ackMs),
        0.95,
      )
      // 4 MB each (P20), and what V8 leaves uncollected while a server stores a megabyte a second.
      if (most - before > stuckCount * 4 * MB + 150 * MB)
        findings.push(`Memory grew by ${Math.round((most - before) / MB)} MB`)
      return findings
    }),
}

const F14: Scenario = {
  id: 'F14',
  title: 'a line dies without a word: presence goes, and the late end of the old socket hurts nobody',
  trials: 1,
  run: (lab) =>
    onStage(lab, 'F14', {}, async (stage) => {
      const wire = await Wire.open(stage.node.port)
      try {
        const witness = await stage.edit({ number: 1 })
        const lost = await stage.edit({ number: 2, address: () => `http://127.0.0.1:${wire.port}` })
        const returning = await stage.edit({ number: 3, address: () => `http://127.0.0.1:${wire.port}` })
        for (const editor of stage.editors) editor.showPresence(1)
        const isHere = ({ clientId }: Editor): boolean => witness.here.has(clientId ?? -1)
        await until('all are seen', () => [lost, returning].every(isHere), 5_000)
        stage.fault('the line falls silent')
        wire.fallSilent()
        const silentAt = Date.now()
        // One comes back on another line under the same client id, while the server still holds the old socket.
        const back = new Editor({
          number: 4,
          cookie: await stage.signIn('fault-1'),
          documentId: stage.documentId,
          history: stage.history,
          address: () => stage.addressOf(),
          doc: returning.doc,
        })
        returning.close()
        back.clientId = returning.clientId
        stage.editors.splice(stage.editors.indexOf(returning), 1, back)
        back.connect()
        await until('it is back', () => back.isSynced)
        const moving = setInterval(() => back.showPresence(Date.now() % 1_000), 2_000)
        await until('the presence of the lost one is gone', () => !isHere(lost), 60_000)
        const goneMs = Date.now() - silentAt
        await sleep(3_000)
        clearInterval(moving)
        const findings = [
          ...(goneMs <= 46_000 ? [] : [`The dead line was noticed after ${goneMs} ms`]),
          ...(isHere(back) ? [] : ['The late end of the old socket took the presence of its successor']),
        ]
        stage.notes['the dead line was noticed after, ms'] = goneMs
        wire.mend()
        back.type()
        lost.type()
        await stage.heal()
        return findings
      } finally {
        await wire.close()
      }
    }),
}

const F15: Scenario = {
  id: 'F15',
  title: '300 ms of delay, and 5 % of the pieces as late as a lost packet makes them',
  trials: 1,
  run: (lab, { isShort }) =>
    onStage(lab, 'F15', {}, async (stage) => {
      const wires = await Promise.all(Array.from({ length: 4 }, () => Wire.open(stage.node.port)))
      try {
        for (const wire of wires) wire.delayMs = () => (between(1, 20) === 1 ? 900 : between(240, 360))
        for (let number = 1; number <= 12; number += 1)
          await stage.edit({ number, address: () => `http://127.0.0.1:${wires[number % wires.length]?.port}` })
        await stage.watch()
        stage.startTyping(3)
        await sleep(isShort ? 4_000 : 20_000)
        await stage.heal(60_000)
        const p99 = quantile(acknowledgements(stage), 0.99)
        stage.notes['acknowledged after, p50 ms'] = quantile(acknowledgements(stage), 0.5)
        stage.notes['acknowledged after, p99 ms'] = p99
        return [...(p99 <= 3_000 ? [] : [`p99 of acknowledgements is ${p99} ms`]), ...enough(stage, 60)]
      } finally {
        for (const wire of wires) await wire.close()
      }
    }),
}

const F16: Scenario = {
  id: 'F16',
  title: 'every frame and every command twice',
  trials: 1,
  run: (lab, { isShort }) =>
    onStage(lab, 'F16', {}, async (stage) => {
      const findings: string[] = []
      for (let number = 1; number <= 8; number += 1) await stage.edit({ number, isDoubling: true })
      await stage.watch()
      const facts = await Facts.on(stage)
      stage.startTyping(4)
      for (let turn = 0; turn < (isShort ? 6 : 40); turn += 1) {
        const seq = await facts.next({ copies: 2 })
        if (seq === undefined) findings.push(`The doubled command ${turn} had no answer`)
        // And one that must fail, twice: refused is refused.
        if ((await facts.rate({ copies: 2, expect: 999_999 })) !== undefined)
          findings.push('A stale command was accepted')
      }
      await stage.untilWritten(40)
      await stage.heal()
      stage.notes['commands refused'] = stage.history.count('command', 'fail')
      return [...findings, ...enough(stage, 40)]
    }),
}

export const WIRE_FAULTS: readonly Scenario[] = [F13, F14, F15, F16]
