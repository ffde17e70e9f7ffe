import type { FastifyPluginAsync } from 'fastify'
import fp from 'fastify-plugin'

import { createNoticeServer, publishTo } from './notices.ts'

/** Notices: socket.io for what has been committed and who is here. Upgrades reach it through `platform/upgrades.ts`. */
const notices: FastifyPluginAsync<{ readonly origin: string }> = async (app, { origin }) => {
  const io = createNoticeServer(app, origin)
  app.decorate('notices', publishTo(io))
  app.upgrades.route('/socket.io/', (request, socket, head) => io.engine.handleUpgrade(request, socket, head))

  await app.register(async (polling) => {
    // engine.io reads bodies itself.
    polling.removeAllContentTypeParsers()
    polling.addContentTypeParser('*', (_request, _payload, done) => done(null))
    polling.route({
      method: ['GET', 'POST'],
      url: '/socket.io/',
      schema: { hide: true },
      config: { rateLimit: false },
      handler: (request, reply) => {
        reply.hijack()
        io.engine.handleRequest(Object.assign(request.raw, { res: reply.raw }), reply.raw)
      },
    })
  })
}

export default fp(notices, { name: 'notices', dependencies: ['http', 'database', 'identity', 'upgrades'] })
