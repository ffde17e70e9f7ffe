import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

import fp from 'fastify-plugin'

import { isOurOrigin } from './origin.ts'

export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** The one place where connections become sockets. */
export interface Upgrades {
  /** Brings upgrades whose path starts with `prefix` to `handler`, with their origin checked and an error listener on the socket. */
  route(prefix: `/${string}/`, handler: UpgradeHandler): void
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly upgrades: Upgrades
  }
}

export default fp<{ readonly origin: string }>(
  async (app, { origin }) => {
    const routes = new Map<string, UpgradeHandler>()
    app.decorate('upgrades', { route: (prefix, handler) => void routes.set(prefix, handler) })

    app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      // Without a listener, a peer that vanishes in the middle of the handshake would end the process (reliability P18).
      socket.on('error', (error) => app.log.info({ err: error }, 'an upgrading socket failed'))
      if (!isOurOrigin(request, origin)) {
        app.log.warn(
          { event: 'sec.ws.origin', origin: request.headers.origin, from: request.socket.remoteAddress },
          'upgrade from another origin refused',
        )
        return refuse(socket, '403 Forbidden')
      }
      const path = (request.url ?? '').split('?', 1)[0] ?? ''
      for (const [prefix, handler] of routes) if (path.startsWith(prefix)) return handler(request, socket, head)
      refuse(socket, '404 Not Found')
    })
  },
  { name: 'upgrades', dependencies: ['http'] },
)

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy())
}
