import { expect, test } from 'vitest'
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'

import { AWARENESS } from './frames.ts'
import { LIMITS } from './limits.ts'
import type { Peer } from './peer.ts'
import { Presence } from './presence.ts'
import { FakeClock } from './test/fake-clock.ts'

/** A browser's own Awareness, and what its socket was told. */
class Screen {
  readonly awareness: Awareness
  readonly peer: Peer
  /** What y-websocket would send back by itself. */
  readonly said: Uint8Array[] = []
  told = 0

  constructor(person: string, clientId: number) {
    const doc = new Y.Doc()
    doc.clientID = clientId
    this.awareness = new Awareness(doc)
    clearInterval(this.awareness._checkInterval as number)
    this.awareness.on(
      'update',
      ({ added, updated, removed }: { added: number[]; updated: number[]; removed: number[] }) => {
        this.said.push(encodeAwarenessUpdate(this.awareness, [...added, ...updated, ...removed]))
      },
    )
    this.peer = {
      documentId: 'd',
      boardId: 'b',
      personId: person,
      sessionId: 's',
      user: { id: person, name: `${person} of the council`, initials: 'P', role: 'adviser', colour: 3 },
      mayWrite: true,
      clients: new Set([clientId]),
      send: (frames) => {
        this.told += 1
        for (const frame of frames)
          applyAwarenessUpdate(
            this.awareness,
            frame.subarray(frame[0] === AWARENESS ? 2 + (frame.length > 129 ? 1 : 0) : 0),
            'socket',
          )
      },
      close: () => undefined,
    }
  }

  say(presence: Presence): ReturnType<Presence['receive']>[] {
    return this.said.splice(0).map((states) => presence.receive(this.peer, states))
  }

  sees(clientId: number): unknown {
    return this.awareness.getStates().get(clientId)
  }
}

const meet = async (presence: Presence, clock: FakeClock, ...screens: Screen[]): Promise<void> => {
  for (let quiet = false; !quiet;) {
    for (const screen of screens) expect(screen.say(presence).every((taken) => taken === 'taken')).toBe(true)
    await clock.advance(LIMITS.presenceWindowMs)
    quiet = screens.every(({ said }) => said.length === 0)
  }
}

test('[abuse 30] the server says who somebody is, whatever their browser says', async () => {
  const clock = new FakeClock()
  const presence = new Presence(clock, LIMITS)
  const [amara, ben] = [new Screen('amara', 5_000), new Screen('ben', 6_000)]
  for (const { peer } of [amara, ben]) presence.join(peer)
  amara.awareness.setLocalState({ user: { name: 'The Chief Executive' }, cursor: 7 })
  await meet(presence, clock, amara, ben)
  expect(ben.sees(5_000)).toEqual({
    cursor: 7,
    user: { id: 'amara', name: 'amara of the council', initials: 'P', role: 'adviser', colour: 3 },
  })
})

test('[abuse 30] nobody speaks for anybody else, and nobody sends anybody away', async () => {
  const clock = new FakeClock()
  const presence = new Presence(clock, LIMITS)
  const [amara, ben] = [new Screen('amara', 5_000), new Screen('ben', 6_000)]
  for (const { peer } of [amara, ben]) presence.join(peer)
  amara.awareness.setLocalState({ cursor: 7 })
  await meet(presence, clock, amara, ben)

  presence.receive(ben.peer, encodeAwarenessUpdate(ben.awareness, [5_000], new Map()))
  await clock.advance(LIMITS.presenceWindowMs)
  expect(ben.sees(5_000)).toMatchObject({ cursor: 7 })
  expect(amara.sees(5_000)).toMatchObject({ cursor: 7 })
})

test('[stack 4] what one says comes back to oneself, so that y-websocket hears something, and does not go round in circles', async () => {
  const clock = new FakeClock()
  const presence = new Presence(clock, LIMITS)
  const amara = new Screen('amara', 5_000)
  presence.join(amara.peer)
  amara.awareness.setLocalState({ cursor: 1 })
  await meet(presence, clock, amara)
  const told = amara.told
  expect(told).toBeGreaterThan(0)
  await clock.advance(1_000)
  expect([amara.told, amara.said.length]).toEqual([told, 0])
})

test('[lesson 6] changes within a window go out together, the newest of each person', async () => {
  const clock = new FakeClock()
  const presence = new Presence(clock, LIMITS)
  const [amara, ben] = [new Screen('amara', 5_000), new Screen('ben', 6_000)]
  for (const { peer } of [amara, ben]) presence.join(peer)
  await meet(presence, clock, amara, ben)
  const told = ben.told
  for (let cursor = 0; cursor < 5; cursor += 1) amara.awareness.setLocalState({ cursor })
  amara.say(presence)
  await clock.advance(LIMITS.presenceWindowMs)
  expect([ben.told - told, ben.sees(5_000)]).toEqual([1, expect.objectContaining({ cursor: 4 })])
})

test('[F14, P36] who leaves is gone, who comes back is seen at once, and the old socket’s late end changes nothing', async () => {
  const clock = new FakeClock()
  const presence = new Presence(clock, LIMITS)
  const [amara, ben] = [new Screen('amara', 5_000), new Screen('ben', 6_000)]
  for (const { peer } of [amara, ben]) presence.join(peer)
  amara.awareness.setLocalState({ cursor: 1 })
  await meet(presence, clock, amara, ben)

  presence.leave(amara.peer)
  await clock.advance(LIMITS.presenceWindowMs)
  expect(ben.sees(5_000)).toBeUndefined()

  // The same tab on a new socket: y-websocket repeats its state under the clock it had.
  const again = { ...amara.peer }
  presence.join(again)
  presence.receive(again, encodeAwarenessUpdate(amara.awareness, [5_000]))
  await clock.advance(LIMITS.presenceWindowMs)
  expect(ben.sees(5_000)).toMatchObject({ cursor: 1 })

  presence.leave(amara.peer)
  await clock.advance(LIMITS.presenceWindowMs)
  expect(ben.sees(5_000)).toMatchObject({ cursor: 1 })
})

test('[abuse 31] a state over 2 KB and more than 10 changes a second are dropped; who goes on is sent away', async () => {
  const clock = new FakeClock()
  const presence = new Presence(clock, LIMITS)
  const [amara, ben] = [new Screen('amara', 5_000), new Screen('ben', 6_000)]
  for (const { peer } of [amara, ben]) presence.join(peer)
  amara.awareness.setLocalState({ cursor: 1 })
  await meet(presence, clock, amara, ben)
  amara.awareness.setLocalState({ note: 'x'.repeat(2_100) })
  expect(amara.say(presence)).toEqual(['taken'])
  await clock.advance(LIMITS.presenceWindowMs)
  expect(ben.sees(5_000)).toEqual({ cursor: 1, user: amara.peer.user })

  const answers: unknown[] = []
  for (let cursor = 0; cursor < 200; cursor += 1) {
    amara.awareness.setLocalState({ cursor })
    answers.push(...amara.say(presence))
  }
  expect(answers.at(-1)).toMatchObject({ code: 4429 })
})

test('[lesson 7] a client that repeats what it was told is not charged for it; unasked noise is', async () => {
  const clock = new FakeClock()
  const presence = new Presence(clock, LIMITS)
  const [amara, ben] = [new Screen('amara', 5_000), new Screen('ben', 6_000)]
  for (const { peer } of [amara, ben]) presence.join(peer)
  amara.awareness.setLocalState({ cursor: 1 })
  await meet(presence, clock, amara, ben)
  const noise = encodeAwarenessUpdate(ben.awareness, [5_000])
  const answers = Array.from({ length: 10 }, () => presence.receive(ben.peer, noise))
  expect(answers.at(-1)).toBe('charge')
})
