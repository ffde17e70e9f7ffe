import fp from 'fastify-plugin'

import type { Db } from '@concordat/db/client'

import type { Clock } from './clock.ts'

declare module 'fastify' {
  interface FastifyInstance {
    readonly db: Db
    readonly clock: Clock
  }
}

/** Hands the pool and the clock to every capability. Whoever made the pool closes it, after the app. */
export default fp<{ readonly db: Db; readonly clock: Clock }>(
  async (app, { db, clock }) => {
    app.decorate('db', db)
    app.decorate('clock', clock)
  },
  { name: 'database' },
)
