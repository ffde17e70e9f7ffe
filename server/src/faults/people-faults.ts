import { setTimeout as sleep } from 'node:timers/promises'

import * as Y from 'yjs'

import type { DocumentSession } from '@concordat/shared/http'
import { createDoc } from '@concordat/shared/documents/doc'

import { ORIGIN } from './app-node.ts'
import { KIND, tokensIn } from './editor.ts'
import { enough } from './process-faults.ts'
import { onStage, quantile, type Scenario } from './scenario.ts'
import { until } from './stage.ts'

/** What people and their browsers do to themselves: all come back at once, write offline, open everything twice. */

const F17: Scenario = {
  id: 'F17',
  title: '500 people come back at once after a kill, to a server that has nothing in memory',
  trials: 1,
  run: (lab, { isShort }) => {
    const count = isShort ? 100 : 500
    return onStage(lab, 'F17', { people: Math.ceil(count / 4) }, async (stage) => {
      await stage.editAll(4)
      for (const editor of stage.editors) for (let piece = 0; piece < 25; piece += 1) editor.type()
      await stage.heal()
      await stage.editAll(count - 4)
      const latencies: number[] = []
      stage.fault('kill -9')
      await stage.node.kill()
      await stage.node.start()
      const readyAt = Date.now()
      let isOver = false
      const probing = (async () => {
        while (!isOver) {
          const askedAt = Date.now()
          await fetch(`${stage.node.url}/api/health`).catch(() => undefined)
          latencies.push(Date.now() - askedAt)
          await sleep(20)
        }
      })()
      const everyone = (): boolean => stage.editors.every(({ isSynced }) => isSynced)
      await until('everyone is back', everyone, 60_000)
      const backMs = Date.now() - readyAt
      isOver = true
      await probing
      for (const editor of stage.editors.slice(0, 20)) editor.type()
      await stage.heal(60_000)
      stage.notes['people'] = count
      stage.notes['all back after, ms'] = backMs
      stage.notes['an answer meanwhile took, p99 ms'] = quantile(latencies, 0.99)
      return [...(backMs <= 30_000 ? [] : [`It took ${backMs} ms until all were back`]), ...enough(stage, 80)]
    })
  },
}

const F20: Scenario = {
  id: 'F20',
  title: 'two devices write into the same paragraph offline',
  trials: 1,
  run: (lab, { isShort }) =>
    onStage(lab, 'F20', {}, async (stage) => {
      const [one, two] = [
        await stage.edit({ number: 1, person: 'fault-1' }),
        await stage.edit({ number: 2, person: 'fault-1' }),
      ]
      const witness = await stage.edit({ number: 3, person: 'fault-2' })
      one.doc.getXmlFragment('narrative').insert(0, [paragraph('Both write here.')])
      await until(
        'both have it',
        () =>
          two.doc.getXmlFragment('narrative').get(0)?.toJSON() === one.doc.getXmlFragment('narrative').get(0)?.toJSON(),
      )
      stage.fault('both go offline')
      for (const device of [one, two]) device.disconnect()
      const edits = isShort ? 50 : 500
      const words = Array.from({ length: edits }, () => [one.typeInto(0), two.typeInto(0)]).flat()
      const early = stage.history.count('insert', 'ok')
      stage.fault('both come back')
      for (const device of [one, two]) device.connect()
      await stage.heal()
      const found = new Set(tokensIn(witness.doc))
      stage.notes['words of each'] = edits
      return [
        ...(early === 0 ? [] : ['Words were said to be saved while offline']),
        ...(words.every((word) => found.has(word)) ? [] : ['Not all words of both are there']),
      ]
    }),
}

const F21: Scenario = {
  id: 'F21',
  title: 'two tabs of one person, and a tab that was duplicated',
  trials: 1,
  run: (lab, { isShort }) =>
    onStage(lab, 'F21', {}, async (stage) => {
      const findings: string[] = []
      const cookie = await stage.signIn('fault-1')
      const ids = new Set<number>()
      const openings = isShort ? 200 : 1_000
      for (let from = 0; from < openings; from += 20)
        for (const { clientId } of await Promise.all(
          Array.from({ length: 20 }, () => sessionOf(stage.node.url, stage.documentId, cookie)),
        ))
          ids.add(clientId)
      if (ids.size !== openings) findings.push(`${openings} openings got ${ids.size} client ids`)

      const first = await stage.edit({ number: 1, person: 'fault-1' })
      first.type()
      // A duplicated tab has all that the first one had, and its own client id.
      const copy = createDoc(KIND)
      Y.applyUpdate(copy, Y.encodeStateAsUpdate(first.doc))
      await stage.edit({ number: 2, person: 'fault-1', doc: copy })
      await stage.edit({ number: 3, person: 'fault-1' })
      await stage.edit({ number: 4, person: 'fault-2' })
      if (new Set(stage.editors.map(({ doc }) => doc.clientID)).size !== 4)
        findings.push('Two tabs write under one client id')
      await stage.watch()
      stage.startTyping(12)
      await (isShort ? stage.untilWritten(40) : sleep(10_000))
      await stage.heal()
      stage.notes['openings'] = openings
      return [...findings, ...enough(stage, 30)]
    }),
}

async function sessionOf(address: string, documentId: string, cookie: string): Promise<DocumentSession> {
  const answer = await fetch(`${address}/api/documents/${documentId}/session`, {
    method: 'POST',
    headers: { cookie, origin: ORIGIN },
  })
  if (!answer.ok) throw new Error(`A draft was not opened: ${answer.status}`)
  return (await answer.json()) as DocumentSession
}

function paragraph(text: string): Y.XmlElement {
  const element = new Y.XmlElement('paragraph')
  element.insert(0, [new Y.XmlText(text)])
  return element
}

export const PEOPLE_FAULTS: readonly Scenario[] = [F17, F20, F21]
