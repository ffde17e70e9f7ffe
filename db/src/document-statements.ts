import { hash } from 'node:crypto'

import type { DocumentUpdate } from './documents.ts'

// The statements that every edit goes through, as text that stays the same: prepared once, they take one message to the database and
// one answer. Rows travel as JSON, in one parameter.

export const PREPARED = { prepare: true }

export const APPEND = `insert into document_updates (document_id, epoch, seq, person_id, client_id, update, update_hash, at)
  select document_id, epoch, seq, person_id, client_id, decode(update, 'base64'), update_hash, at from json_to_recordset(`
const ROW_COLUMNS = `document_id uuid, epoch integer, seq bigint, person_id text, client_id bigint, update text, update_hash text,
  at timestamptz`
export const APPEND_ROWS = `::json) as rows(${ROW_COLUMNS})`

/** As the statements take it. */
export const asJson = ({ documentId, epoch, seq, personId, clientId, update, at }: DocumentUpdate): object => ({
  document_id: documentId,
  epoch,
  seq,
  person_id: personId,
  client_id: clientId,
  update: Buffer.from(update.buffer, update.byteOffset, update.byteLength).toString('base64'),
  update_hash: hash('sha256', update, 'hex'),
  at,
})

/** Any fixed number; the second half of the key is the document. */
const APPEND_LOCK = 4_118_221
export const TAKE_TURN = `select pg_advisory_xact_lock(${APPEND_LOCK}, hashtext(id))
  from (select id from json_array_elements_text($1::json) with ordinality as ids(id, place) order by place) as ids`
export const APPEND_BEHIND = `with given as (
    select * from json_to_recordset($1::json) as rows(place integer, ${ROW_COLUMNS})
  ), heads as (
    select document_id, epoch, coalesce((
      select max(kept.seq) from document_updates kept
      where kept.document_id = given.document_id and kept.epoch = given.epoch
    ), 0) as seq
    from given group by document_id, epoch
  ), written as (
    insert into document_updates (document_id, epoch, seq, person_id, client_id, update, update_hash, at)
    select document_id, epoch, heads.seq + row_number() over (partition by document_id, epoch order by place),
      person_id, client_id, decode(update, 'base64'), update_hash, at
    from given join heads using (document_id, epoch)
    returning document_id, seq
  )
  select document_id, min(seq) as first from written group by document_id`

export const SAVE_PROJECTIONS = `insert into document_projections as kept (document_id, epoch, seq, content, changed_at)
  select document_id, epoch, seq, content, changed_at
  from json_to_recordset($1::json) as rows(document_id uuid, epoch integer, seq bigint, content jsonb, changed_at timestamptz),
    (select set_config('synchronous_commit', 'off', true)) as derived
  on conflict (document_id) do update
    set epoch = excluded.epoch, seq = excluded.seq, content = excluded.content, changed_at = excluded.changed_at
    where (kept.epoch, kept.seq) < (excluded.epoch, excluded.seq)`
