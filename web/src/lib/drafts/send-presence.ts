import * as encoding from 'lib0/encoding'
import { encodeAwarenessUpdate } from 'y-protocols/awareness'
import type { WebsocketProvider } from 'y-websocket'

const AWARENESS = 1
const WINDOW_MS = 125

/**
 * Sends where this person is, at most eight times a second, and nothing else. The provider's own way sends every caret
 * movement and returns everybody's presence to the server as well, which its limits rightly take for a flood.
 */
export function sendPresence(provider: WebsocketProvider): () => void {
  const { awareness } = provider
  let waiting: ReturnType<typeof setTimeout> | undefined
  let sentAt = 0

  function send() {
    waiting = undefined
    sentAt = Date.now()
    const { ws } = provider
    if (!provider.wsconnected || ws?.readyState !== WebSocket.OPEN) return
    ws.send(
      encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, AWARENESS)
        encoding.writeVarUint8Array(encoder, encodeAwarenessUpdate(awareness, [awareness.clientID]))
      }),
    )
  }

  function hear({ added, updated, removed }: { added: number[]; updated: number[]; removed: number[] }) {
    if (![...added, ...updated, ...removed].includes(awareness.clientID)) return
    if (awareness.getLocalState() === null) send()
    else waiting ??= setTimeout(send, Math.max(0, sentAt + WINDOW_MS - Date.now()))
  }

  awareness.off('update', provider._awarenessUpdateHandler)
  awareness.on('update', hear)
  return () => {
    clearTimeout(waiting)
    awareness.off('update', hear)
  }
}
