import fp from 'fastify-plugin'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { inTransaction } from '@concordat/db/client'
import { findBoardHead } from '@concordat/db/identity'
import { documentSubject, readWithin } from '@concordat/db/read/documents'
import { DocumentSession, ProblemShape } from '@concordat/shared/http'

import { createDocuments, type Documents } from './documents.ts'
import { LIMITS, type Limits } from './limits.ts'
import { gaugeOn, meterOn } from './metrics.ts'
import { offlineWork } from './offline-work.ts'
import type { DocumentPorts } from './ports.ts'
import { SYNC_PATH } from './sockets.ts'
import { postgresStore } from './store.ts'

declare module 'fastify' {
  interface FastifyInstance {
    readonly documents: Documents
  }
}

/** Draft documents: the handshake before an editor binds, the sync socket, and settled text for commands. */
const documents: FastifyPluginAsyncZod<{ readonly origin: string; readonly limits?: Limits | undefined }> = async (
  app,
  { origin, limits = LIMITS },
) => {
  const subjectOf: DocumentPorts['subjectOf'] = (document) =>
    inTransaction(app.db, async (tx) => documentSubject(document, await readWithin(tx, document.boardId)))
  const engine = createDocuments({
    origin,
    limits,
    log: app.log,
    meter: meterOn(app.metrics),
    store: postgresStore(app.db),
    ports: {
      // A session may end on another node.
      identity: { ...app.identity, onEnded: (listener) => app.revocations.onSessionEnd(listener) },
      otherNodes: app.otherNodes ?? undefined,
      subjectOf,
      onProjected: ({ boardSlug, of }) =>
        app.notices.publish([
          { board: boardSlug, seq: 0, type: 'draft.changed', about: [of], at: app.clock().toISOString() },
        ]),
      onShrunk: (document) => {
        const at = app.clock().toISOString()
        const notice = { board: document.boardSlug, seq: 0, type: 'draft.shrunk', about: [document.of], at }
        subjectOf(document)
          .catch(() => ({ kind: document.kind }))
          // Those who write it, the office among them, can put back what was kept.
          .then((subject) => app.notices.tell(notice, { act: 'document.write', subject }))
          .catch((error: unknown) => app.log.warn({ err: error }, 'nobody was told that most of a draft was removed'))
      },
    },
  })
  gaugeOn(app.metrics, engine)
  app.decorate('documents', engine)
  app.upgrades.route(SYNC_PATH, (request, socket, head) => engine.handleUpgrade(request, socket, head))

  app.addHook('onListen', async () => {
    engine
      .projectAll()
      .catch((error: unknown) => app.log.error({ err: error }, 'drafts could not be projected; their next edit will'))
  })
  app.addHook('preClose', () => engine.stop())

  app.revocations.onRightsMoved((board) => {
    findBoardHead(app.db, board)
      .then((found) => found && engine.recheckBoard(found.id))
      .catch((error: unknown) => app.log.warn({ err: error, board }, 'rights are asked again within a minute'))
  })

  app.post(
    '/api/documents/:id/session',
    {
      schema: {
        summary: 'Open a draft for reading or writing together',
        description:
          'Answers the client id to write under, and what you may do. Connect a y-websocket client to `path` with the session cookie, and say `epoch` and `schema` in the query, to be told in time when either has changed.',
        tags: ['drafts'],
        params: z.object({ id: z.string().max(64) }),
        response: { 200: DocumentSession, '4xx': ProblemShape },
      },
    },
    async (request) => app.documents.openSession(request.params.id, await app.identity.require(request)),
  )
  await app.register(offlineWork)
}

export default fp(documents, {
  name: 'documents',
  dependencies: ['http', 'database', 'metrics', 'cluster', 'identity', 'revocations', 'upgrades', 'notices'],
})
