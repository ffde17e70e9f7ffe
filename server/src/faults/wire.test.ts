import fc from 'fast-check'
import { expect, test } from 'vitest'

import { isCommit, statementsIn, type Link } from './wire.ts'

const newLink = (): Link => ({ notes: new Map(), cut: () => undefined })

/** A message of Postgres's protocol: a letter, the length that counts itself, and the rest. */
function message(letter: string, ...words: string[]): Buffer {
  const body = Buffer.from(words.map((word) => `${word}\0`).join(''))
  const head = Buffer.alloc(4)
  head.writeUInt32BE(body.length + 4)
  return Buffer.concat([Buffer.from(letter), head, body])
}

function opening(code: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt32BE(8)
  bytes.writeUInt32BE(code, 4)
  return bytes
}

/** What a driver says: it asks for TLS, starts, prepares a commit once, and from then on only names it. */
const SAID = Buffer.concat([
  opening(80_877_103),
  opening(196_608),
  message('Q', 'begin'),
  message('P', 's1', 'insert into "ledger_entries"'),
  message('D', 'Ss1'),
  message('B', '', 's1', 'commit'),
  message('E', ''),
  message('P', 's2', 'commit'),
  message('B', '', 's2'),
  message('S'),
  message('B', '', 's1'),
  message('B', '', 's2'),
])

test('[F2, F3, F6] what is run is known by its name, however the network cuts the bytes; a value that looks like it is not', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(SAID.length)), (cuts) => {
      const link = newLink()
      const places = [0, ...cuts.sort((a, b) => a - b), SAID.length]
      const found = places.slice(1).flatMap((to, index) => statementsIn(SAID.subarray(places[index], to), link))
      expect(found).toEqual([
        'begin',
        'insert into "ledger_entries"',
        'commit',
        'insert into "ledger_entries"',
        'commit',
      ])
      expect(found.map(isCommit)).toEqual([false, false, true, false, true])
    }),
  )
})

test('[F2, F3, F6] what is prepared on one connection means nothing on another', () => {
  const bind = message('B', '', 's2')
  const other = newLink()
  statementsIn(opening(196_608), other)
  expect(statementsIn(bind, other)).toEqual([''])
})
