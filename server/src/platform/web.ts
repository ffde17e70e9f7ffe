import { existsSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pathToFileURL } from 'node:url'

import type { FastifyPluginAsync } from 'fastify'
import fp from 'fastify-plugin'

import { DomainError } from '@concordat/shared/errors'

import { isLoopback } from '../config.ts'

type WebHandler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void

/** Doors that are not pages: what is not found behind them is refused in JSON. */
const NOT_PAGES = /^\/(?:api|sync|socket\.io)(?:[/?]|$)/u

/** Pages: whatever no route took goes to SvelteKit, which knows its own not-found. Long caching of its assets is its own doing. */
const web: FastifyPluginAsync<{ readonly webHandler: string; readonly origin: string }> = async (
  app,
  { webHandler, origin },
) => {
  let handler: WebHandler | null = null

  app.setNotFoundHandler(async (request, reply) => {
    const { method, url, raw } = request
    if (NOT_PAGES.test(url) || (method !== 'GET' && method !== 'HEAD')) {
      throw new DomainError({
        kind: 'not-found',
        title: 'There is nothing here.',
        detail: 'Check the address; what you may not see is not here either.',
      })
    }
    const elsewhere = otherNameOfThisMachine(request.headers.host, origin)
    if (elsewhere) return reply.redirect(`${origin}${url}`, 307)

    handler ??= await loadHandler(webHandler)
    if (handler === null) {
      return reply
        .status(503)
        .type('text/plain; charset=utf-8')
        .header('retry-after', '30')
        .send(
          'The pages have not been built yet. Run npm start, which builds them, or npm run build and load this page again.\n',
        )
    }
    const answer = handler
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      // The pages bring a Content-Security-Policy of their own, with the nonce of their one script.
      if (value !== undefined && name !== 'content-security-policy') reply.raw.setHeader(name, value)
    }
    // Held by the reader's own browser only, and asked about every time; files named by their content say otherwise themselves.
    reply.raw.setHeader('cache-control', 'private, no-cache')
    reply.raw.setHeader('content-security-policy', "object-src 'none'; base-uri 'none'; frame-ancestors 'none'")
    reply.hijack()
    answer(raw, reply.raw, () => reply.raw.writeHead(404).end())
    return reply
  })
}

export default fp(web, { name: 'web', dependencies: ['http'] })

async function loadHandler(path: string): Promise<WebHandler | null> {
  if (!existsSync(path)) return null
  const built = (await import(pathToFileURL(path).href)) as { handler: WebHandler }
  return built.handler
}

/**
 * True when the page was asked for as `localhost` while we go by `127.0.0.1`, or the other way round. The page would load and
 * then be refused every write and every socket, because its origin is another. Another port is somebody's tunnel: we could not
 * say where it leads.
 */
function otherNameOfThisMachine(host: string | undefined, origin: string): boolean {
  if (host === undefined || !URL.canParse(`http://${host}`)) return false
  const [ours, theirs] = [new URL(origin), new URL(`http://${host}`)]
  return (
    ours.host !== theirs.host && ours.port === theirs.port && isLoopback(ours.hostname) && isLoopback(theirs.hostname)
  )
}
