import { createAdapter } from '@socket.io/redis-streams-adapter'
import type { FastifyPluginAsync } from 'fastify'
import fp from 'fastify-plugin'

import type { Notice } from '@concordat/shared/notices'

import { clientForAdapter } from '../platform/redis-line.ts'
import { aimNotices } from './aimed-notices.ts'
import { createNoticeServer, publishTo } from './notices.ts'

/** Commands after which somebody may have another seat, or none. */
const movesRights = ({ type }: Notice): boolean =>
  /^(?:post|appointment|seat|person|member|board\.create|workstream\.close)/u.test(type)

const adapterOptions = (key: string) => ({
  streamName: `${key}:notices`,
  channelPrefix: `${key}:notices`,
  blockTimeInMs: 2_000,
})

/** Notices: socket.io for what has been committed and who is here. Upgrades reach it through `platform/upgrades.ts`. */
const notices: FastifyPluginAsync<{ readonly origin: string; readonly redisUrl: string | null }> = async (
  app,
  { origin, redisUrl },
) => {
  const line = redisUrl === null ? undefined : clientForAdapter(redisUrl, app.log)
  const io = createNoticeServer(app, origin, line && createAdapter(line, adapterOptions(app.clusterKey)))
  if (line !== undefined) app.addHook('onClose', async () => line.disconnect())
  const aimed = aimNotices(app, io)
  app.addHook('preClose', async () => aimed.stop())
  app.decorate('notices', {
    tell: (notice, audience) => aimed.tell(notice, audience),
    publish(notices) {
      publishTo(io).publish(notices)
      for (const board of new Set(notices.filter(movesRights).map(({ board }) => board)))
        app.revocations.rightsMoved(board)
    },
  })
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

export default fp(notices, {
  name: 'notices',
  dependencies: ['http', 'database', 'identity', 'upgrades', 'cluster', 'revocations'],
})
