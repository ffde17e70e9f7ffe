import { once } from 'node:events'
import type { Socket } from 'node:net'

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'

import { onTheWire, Slab } from './wire.ts'

/** Sizes on both sides of every boundary: of the header, and of what is copied together. */
const sizes = fc.oneof(
  fc.integer({ min: 0, max: 300 }),
  fc.constantFrom(125, 126, 127, 1_020, 1_021, 4_000, 9_000, 16_383, 16_384, 16_385, 65_535, 65_536, 70_000),
)

test('[performance lesson 7] whatever is put together is read as the frames it was made of, each whole and in order', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
  await once(server, 'listening')
  // The request that was upgraded names the socket below.
  const upgraded = once(server, 'connection')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const reader = new WebSocket(`ws://127.0.0.1:${address.port}`)
  const heard: Buffer[] = []
  let whenEnough: (() => void) | undefined
  let enough = 0
  reader.on('message', (data: Buffer, isBinary) => {
    expect(isBinary).toBe(true)
    heard.push(data)
    if (heard.length === enough) whenEnough?.()
  })
  const slab = new Slab()
  const [, { socket }] = (await upgraded) as [WebSocket, { readonly socket: Socket }]
  await fc.assert(
    fc.asyncProperty(fc.array(sizes, { minLength: 1, maxLength: 12 }), fc.boolean(), async (lengths, isOfRoom) => {
      const frames = lengths.map((length, index) => new Uint8Array(length).fill(index + 1))
      heard.length = 0
      enough = frames.length
      const all = new Promise<void>((resolve) => (whenEnough = resolve))
      for (const piece of onTheWire(frames, isOfRoom ? slab : undefined)) socket.write(piece)
      await all
      expect(heard.map((data, index) => data.equals(frames[index] ?? new Uint8Array()))).toEqual(frames.map(() => true))
    }),
    { numRuns: 60 },
  )
  reader.terminate()
  server.close()
})

test('[performance lesson 7] what everyone in a room is told is put together once', () => {
  const frames = [new Uint8Array([1, 2, 3]), new Uint8Array([4])]
  const pieces = onTheWire(frames)
  expect(onTheWire(frames)).toBe(pieces)
  expect(pieces.map((piece) => [...piece])).toEqual([[0x82, 3, 1, 2, 3, 0x82, 1, 4]])
})

test('[F13] what waits for a reader lies together, and no piece is written over by a later one', () => {
  const slab = new Slab()
  const pieces = Array.from({ length: 40 }, (_, n) => onTheWire([new Uint8Array(4_000).fill(n)], slab)).flat()
  expect(new Set(pieces.map(({ buffer }) => buffer)).size).toBe(3)
  expect(pieces.map((piece) => [piece.byteLength, piece[4], piece.at(-1)])).toEqual(pieces.map((_, n) => [4_004, n, n]))
})

test('[performance lesson 8] a large frame is handed on and not copied', () => {
  const large = new Uint8Array(100_000)
  expect(onTheWire([new Uint8Array([1]), large, new Uint8Array([2])])).toContain(large)
})
