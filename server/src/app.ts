import Fastify, { LogController, type FastifyInstance, type FastifyServerOptions } from 'fastify'

import type { Db } from '@concordat/db/client'

import { registerActionCommands } from './actions/commands.ts'
import actions from './actions/plugin.ts'
import { registerAskCommands } from './asks/commands.ts'
import { registerDriftCommands, withGates } from './asks/drift-commands.ts'
import drift from './asks/drift-plugin.ts'
import gateKeeper from './asks/gate-keeper.ts'
import asks from './asks/plugin.ts'
import { registerBoardCommands } from './boards/commands.ts'
import boards from './boards/plugin.ts'
import commands from './commands/plugin.ts'
import type { Config } from './config.ts'
import { registerDecisionCommands } from './decisions/commands.ts'
import decisions from './decisions/plugin.ts'
import type { Limits } from './documents/limits.ts'
import documents from './documents/plugin.ts'
import identity from './identity/plugin.ts'
import { registerLedgerCommands } from './ledger/commands.ts'
import ledgerOutside from './ledger/outside.ts'
import ledger from './ledger/plugin.ts'
import { systemClock, type Clock } from './platform/clock.ts'
import cluster from './platform/cluster.ts'
import database from './platform/database.ts'
import health from './platform/health.ts'
import http, { answerWithProblem, MAX_BODY_BYTES, requestId } from './platform/http.ts'
import metrics from './platform/metrics.ts'
import openapi from './platform/openapi.ts'
import revocations from './platform/revocations.ts'
import upgrades from './platform/upgrades.ts'
import web from './platform/web.ts'
import notices from './presence/plugin.ts'
import { registerPlanCommands } from './plans/commands.ts'
import plans from './plans/plugin.ts'
import { registerRatingCommands } from './ratings/commands.ts'
import snapshots from './snapshots/plugin.ts'
import { registerTermsCommands } from './terms/commands.ts'
import terms from './terms/plugin.ts'
import { registerThreadCommands } from './threads/commands.ts'
import threads from './threads/plugin.ts'

export interface AppPorts {
  readonly config: Config
  /** Migrated, and closed by whoever opened it, after the app. */
  readonly db: Db
  readonly clock?: Clock
  /** Other limits of the sync socket than the house's, for tests that cannot wait so long. */
  readonly limits?: Limits
  readonly logger?: FastifyServerOptions['logger']
}

/** The whole server, ready to be asked and not yet listening. Tests build it the same way as `main.ts`. */
export async function buildApp({
  config,
  db,
  clock = systemClock,
  limits,
  logger = { level: config.logLevel },
}: AppPorts): Promise<FastifyInstance> {
  const { origin, isDemo, webHandler, metricsToken, redisUrl, ledgerKey, dataDir } = config
  const app = Fastify({
    logger: logger ?? false,
    bodyLimit: MAX_BODY_BYTES,
    genReqId: requestId,
    logController: new LogController({ disableRequestLogging: true }),
    frameworkErrors: (error, request, reply) => void answerWithProblem(error, request, reply),
    // A proxy on this machine may say whom it speaks for; what anyone else says in X-Forwarded-For counts for nothing (abuse 15).
    trustProxy: 'loopback',
    routerOptions: { maxParamLength: 200 },
  })

  await app.register(http, { origin })
  await app.register(openapi)
  await app.register(database, { db, clock })
  await app.register(metrics, { token: metricsToken })
  await app.register(cluster, { redisUrl })
  await app.register(health)
  await app.register(upgrades, { origin })
  await app.register(identity, { origin, isDemo })
  await app.register(revocations)
  await app.register(notices, { origin, redisUrl })
  await app.register(documents, { origin, limits })

  await app.register(commands)
  registerBoardCommands(app.commands)
  registerAskCommands(withGates(app.commands))
  registerDriftCommands(withGates(app.commands))
  registerPlanCommands(app.commands)
  registerRatingCommands(app.commands)
  registerDecisionCommands(app.commands)
  registerTermsCommands(app.commands)
  registerActionCommands(app.commands)
  registerThreadCommands(app.commands)
  registerLedgerCommands(app.commands)

  await app.register(boards)
  await app.register(plans)
  await app.register(asks)
  await app.register(drift)
  await app.register(gateKeeper)
  await app.register(decisions)
  await app.register(terms)
  await app.register(actions)
  await app.register(threads)
  await app.register(ledger, { ledgerKey, dataDir })
  await app.register(ledgerOutside)
  await app.register(snapshots)
  await app.register(web, { webHandler, origin })
  await app.ready()
  return app
}
