import { io, type Socket } from 'socket.io-client'

import type { ClientToServer, ServerToClient } from '@concordat/shared/notices'

import type { TestApp } from './app.ts'

export type NoticeSocket = Socket<ServerToClient, ClientToServer>

/** Connects as a browser page of ours would. Rejects when the server refuses. */
export async function connectNotices(
  { origin }: TestApp,
  cookie: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<NoticeSocket> {
  const socket: NoticeSocket = io(origin, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders: { origin, cookie, ...headers },
  })
  try {
    await new Promise<void>((resolve, reject) => {
      socket.on('connect', resolve)
      socket.on('connect_error', reject)
    })
  } catch (error) {
    socket.disconnect()
    throw error
  }
  return socket
}

export const openBoard = async (
  socket: NoticeSocket,
  board: string,
): Promise<{ ok: true; seq: number } | { ok: false; kind: string }> =>
  new Promise((resolve) => void socket.emit('board.open', board, resolve))

/** The next event of that name; ask before causing it. */
export const next = async <E extends keyof ServerToClient>(
  socket: NoticeSocket,
  event: E,
): Promise<Parameters<ServerToClient[E]>> =>
  new Promise((resolve) => {
    const listener = (...args: unknown[]): void => resolve(args as Parameters<ServerToClient[E]>)
    socket.once(event, listener as never)
  })

/** Resolves with the reason when the server or the network ends the connection. */
export const closed = async (socket: NoticeSocket): Promise<string> =>
  new Promise((resolve) => void socket.once('disconnect', resolve))
