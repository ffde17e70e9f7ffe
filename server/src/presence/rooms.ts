import type { DefaultEventsMap, Server, Socket } from 'socket.io'

import type { ClientToServer, ServerToClient } from '@concordat/shared/notices'
import type { Actor } from '@concordat/shared/policy'

import type { Session } from '../identity/identity.ts'

interface SocketState {
  session: Session
  /** The actor on each board the socket has open, by slug. */
  boards: Map<string, { readonly id: string; readonly actor: Actor }>
}
export type NoticeServer = Server<ClientToServer, ServerToClient, DefaultEventsMap, SocketState>
export type NoticeSocket = Socket<ClientToServer, ServerToClient, DefaultEventsMap, SocketState>

/** Where the sockets are that have a board open; by its slug. */
export const roomOf = (board: string): string => `${PREFIX}${board}`

/** The other way round; undefined for a room that is no board's. */
export const boardOf = (room: string): string | undefined =>
  room.startsWith(PREFIX) ? room.slice(PREFIX.length) : undefined

const PREFIX = 'board:'
