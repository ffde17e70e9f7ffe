import type { DocumentSession as Opening, OfflineWorkAnswer } from '@concordat/shared/http'
import { DOCUMENT_SCHEMA_VERSION } from '@concordat/shared/documents/schema'

import { request } from '../api/request.ts'
import type { Closed } from './save-state.ts'

/**
 * What has become of work that was too large for the line. `later`: nothing was saved and the line itself will tell why, or the next
 * attempt will do.
 */
export type Brought = 'saved' | 'later' | Extract<Closed, 'too-big' | 'full' | 'refused' | 'forbidden'>

/** Sends over HTTPS what the sync socket would refuse for its size (abuse case 20). Sending the same again changes nothing. */
export async function bringWork(document: string, { epoch, schema }: Opening, work: Uint8Array): Promise<Brought> {
  const query = new URLSearchParams({
    epoch: String(epoch),
    schema: String(Math.min(schema, DOCUMENT_SCHEMA_VERSION)),
  })
  const answer = await request<OfflineWorkAnswer>(`/api/documents/${document}/updates?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    // A copy of its own: what Yjs hands out may be a window into a larger buffer.
    body: new Uint8Array(work),
  })
  if (answer.ok) return 'saved'
  const { kind, status, title } = answer.problem
  if (status === 413) return title === 'This draft is full.' ? 'full' : 'too-big'
  if (kind === 'invalid') return 'refused'
  return kind === 'forbidden' ? 'forbidden' : 'later'
}
