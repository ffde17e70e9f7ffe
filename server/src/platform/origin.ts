import type { IncomingMessage } from 'node:http'

/** Exactly our own origin: a look-alike, `null`, another scheme and nothing at all are all refused (reliability P16, abuse 1 and 3). */
export const isOurOrigin = (request: IncomingMessage, origin: string): boolean => request.headers.origin === origin

/**
 * The same for a request that is no upgrade. Browsers leave `Origin` out of a GET to the page's own site, and then vouch for
 * it with `Sec-Fetch-Site`, which no page can set.
 */
export const comesFromUs = (request: IncomingMessage, origin: string): boolean =>
  isOurOrigin(request, origin) ||
  (request.headers.origin === undefined && request.headers['sec-fetch-site'] === 'same-origin')
