import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

import type { Condition } from '@concordat/shared/documents/condition'

export type { Condition }

/** Channels of the y-websocket protocol, and ours (contract: message type 100). */
export const SYNC = 0
export const AWARENESS = 1
export const QUERY_AWARENESS = 3
export const ACKNOWLEDGEMENT = 100
/** Ours as well: how full the document is, and why it takes no more text. A client that does not know it loses nothing by that. */
export const CONDITION = 101

/** Messages of the sync channel (y-protocols/sync). */
export const STEP_1 = 0
export const STEP_2 = 1
export const UPDATE = 2

/** An update that holds nothing: what a client without edits answers to a sync step 1. */
export const EMPTY_UPDATE = new Uint8Array([0, 0])

export const isEmptyUpdate = (update: Uint8Array): boolean =>
  update.byteLength === 2 && update[0] === 0 && update[1] === 0

/** What a client said, one message to a frame as y-websocket sends it. */
export type ClientFrame =
  | { readonly type: 'step-1'; readonly vector: Uint8Array }
  | { readonly type: 'step-2' | 'update'; readonly update: Uint8Array }
  | { readonly type: 'awareness'; readonly states: Uint8Array }
  | { readonly type: 'query-awareness' }

/** Reads one frame; undefined when it is none of the protocol's or has bytes after its end. Views into `frame`, no copies. */
export function readFrame(frame: Uint8Array): ClientFrame | undefined {
  try {
    const decoder = decoding.createDecoder(frame)
    const message = readMessage(decoder)
    return decoding.hasContent(decoder) ? undefined : message
  } catch {
    // lib0 throws when a frame ends too early. Which way it was malformed is of no use to anyone.
    return undefined
  }
}

function readMessage(decoder: decoding.Decoder): ClientFrame | undefined {
  switch (decoding.readVarUint(decoder)) {
    case SYNC:
      switch (decoding.readVarUint(decoder)) {
        case STEP_1:
          return { type: 'step-1', vector: decoding.readVarUint8Array(decoder) }
        case STEP_2:
          return { type: 'step-2', update: decoding.readVarUint8Array(decoder) }
        case UPDATE:
          return { type: 'update', update: decoding.readVarUint8Array(decoder) }
        default:
          return undefined
      }
    case AWARENESS:
      return { type: 'awareness', states: decoding.readVarUint8Array(decoder) }
    case QUERY_AWARENESS:
      return { type: 'query-awareness' }
    default:
      return undefined
  }
}

export const syncFrame = (type: typeof STEP_1 | typeof STEP_2 | typeof UPDATE, bytes: Uint8Array): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, SYNC)
    encoding.writeVarUint(encoder, type)
    encoding.writeVarUint8Array(encoder, bytes)
  })

export const awarenessFrame = (states: Uint8Array): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, AWARENESS)
    encoding.writeVarUint8Array(encoder, states)
  })

/** Says nothing, and so keeps a y-websocket client from reconnecting after 30 s of silence. */
export const KEEP_ALIVE_FRAME = awarenessFrame(new Uint8Array([0]))

/** How many of this socket's updates are committed so far. */
export const acknowledgementFrame = (count: number): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, ACKNOWLEDGEMENT)
    encoding.writeVarUint(encoder, count)
  })

/** What `CONDITION` says, as JSON. */
export const conditionFrame = ({ fill, hold }: Condition): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, CONDITION)
    encoding.writeVarString(encoder, JSON.stringify({ fill: Math.round(fill * 100) / 100, hold }))
  })
