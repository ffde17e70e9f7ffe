import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'

export type Struct = Y.Item | Y.GC | Y.Skip

/** An update as Yjs decodes it. `structs` of one client lie together, in the order of their clocks. */
export interface Decoded {
  readonly structs: readonly Struct[]
  readonly deletes: ReadonlyMap<number, readonly { readonly clock: number; readonly len: number }[]>
}

/**
 * Decodes an update of format 1, or undefined when it is not exactly that. Yjs itself takes bytes after the end and reads
 * format 2 as an empty update (reliability M-13), so the bytes are written again and their lengths compared: only a flag that
 * Yjs writes and never reads may differ.
 */
export function decodeExactly(update: Uint8Array): Decoded | undefined {
  try {
    const { structs, ds } = Y.decodeUpdate(update)
    const decoded = { structs, deletes: ds.clients }
    return encodeDecoded(decoded).byteLength === update.byteLength ? decoded : undefined
  } catch {
    // Yjs throws plain errors of many kinds on bytes it cannot read. Which kind is of no use to anyone.
    return undefined
  }
}

/** Format 1 of what `decodeExactly` read, leaving out what lies below `from` (the first clock that is wanted, by client). */
export function encodeDecoded(decoded: Decoded, from: (client: number) => number = () => 0): Uint8Array {
  const groups: { readonly client: number; readonly clock: number; readonly structs: Struct[] }[] = []
  let client: number | undefined
  for (const struct of decoded.structs) {
    const first = from(struct.id.client)
    if (first > 0 && struct.id.clock + struct.length <= first) continue
    if (struct.id.client !== client) {
      client = struct.id.client
      groups.push({ client, clock: Math.max(struct.id.clock, first), structs: [] })
    }
    groups.at(-1)?.structs.push(struct)
  }

  const encoder = new Y.UpdateEncoderV1()
  encoding.writeVarUint(encoder.restEncoder, groups.length)
  for (const group of groups) {
    encoding.writeVarUint(encoder.restEncoder, group.structs.length)
    encoder.writeClient(group.client)
    encoding.writeVarUint(encoder.restEncoder, group.clock)
    for (const struct of group.structs) struct.write(encoder, Math.max(0, group.clock - struct.id.clock))
  }
  encoding.writeVarUint(encoder.restEncoder, decoded.deletes.size)
  for (const [deleted, ranges] of decoded.deletes) {
    encoding.writeVarUint(encoder.restEncoder, deleted)
    encoding.writeVarUint(encoder.restEncoder, ranges.length)
    for (const range of ranges) {
      encoding.writeVarUint(encoder.restEncoder, range.clock)
      encoding.writeVarUint(encoder.restEncoder, range.len)
    }
  }
  return encoder.toUint8Array()
}
