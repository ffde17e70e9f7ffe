import { DOCUMENT_SCHEMA_VERSION } from '@concordat/shared/documents/schema'
import type { DocumentSession as Opening } from '@concordat/shared/http'

import { post, type Answer } from '../api/request.ts'

/** Asks for a session: the client id to write under, and what this person may do here. */
export const askForSession = (document: string): Promise<Answer<Opening>> =>
  post<Opening>(`/api/documents/${document}/session`, {})

/** Where the line goes. The server is told under which client id, epoch and schema it is opened. */
export function lineOf({ path, clientId, epoch, schema }: Opening): {
  url: string
  room: string
  params: { [name: string]: string }
} {
  const target = new URL(path, location.origin)
  const at = target.pathname.lastIndexOf('/')
  return {
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${target.pathname.slice(0, at)}`,
    room: target.pathname.slice(at + 1),
    params: {
      client: String(clientId),
      epoch: String(epoch),
      schema: String(Math.min(schema, DOCUMENT_SCHEMA_VERSION)),
      ...Object.fromEntries(target.searchParams),
    },
  }
}
