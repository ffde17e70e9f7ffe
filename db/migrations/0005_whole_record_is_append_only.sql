-- Hand-written: Drizzle models neither triggers nor grants. Every table of 0004 is named here once.
-- refuse_change() is that of 0001.

-- The function of 0002 anew, with the tables in lists: at every start it grants what is lacking, and nothing else.
CREATE OR REPLACE FUNCTION grant_application_rights() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  may_become boolean;
  -- The record: added to, never changed.
  appended CONSTANT text[] := ARRAY['ledger_entries', 'accepted_commands', 'wordings', 'sign_off_events', 'ratings', 'decisions',
    'terms_editions', 'progress_notes', 'document_updates', 'document_clients', 'snapshots', 'published_snapshots',
    'ledger_about', 'ledger_keys', 'checkpoints', 'wording_confirmations', 'gate_events',
    'reaffirmations', 'forecasts', 'baselines', 'scales', 'progress_reports',
    'decision_events', 'action_events'];
  -- Records that later commands amend, and rows that are locked while they are relied on.
  amended CONSTANT text[] := ARRAY['boards', 'bodies', 'roles', 'programmes', 'programme_items', 'accountability_lines', 'pillars',
    'enablers', 'workstreams', 'milestones', 'asks', 'terms', 'documents', 'people', 'posts', 'appointments', 'seats',
    'baseline_proposals', 'milestone_claims', 'milestone_rows', 'dependencies', 'closures',
    'prepared_answers', 'delegations',
    'actions', 'thread_links', 'sealed_facts'];
  -- Not record at all: sessions end, projections and folded states are rebuilt.
  passing CONSTANT text[] := ARRAY['sessions', 'document_snapshots', 'document_projections'];
  name text;
BEGIN
  -- Other databases of the server may be doing the same at this moment: whoever comes second finds it done.
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'concordat_app') THEN
    BEGIN
      CREATE ROLE concordat_app NOLOGIN;
    EXCEPTION
      WHEN insufficient_privilege THEN
        RAISE NOTICE 'Concordat: This database user may not create roles, so append-only is held by triggers alone. To have it held by grants too, let an administrator run: CREATE ROLE concordat_app NOLOGIN; GRANT concordat_app TO %; and start again.', quote_ident(current_user);
        RETURN;
      WHEN duplicate_object OR unique_violation THEN NULL;
    END;
  END IF;

  -- From version 16 whoever creates a role is its administrator and not yet one who may become it.
  IF current_setting('server_version_num')::int >= 160000 THEN
    EXECUTE $q$SELECT pg_has_role(current_user, 'concordat_app', 'SET')$q$ INTO may_become;
  ELSE
    may_become := pg_has_role(current_user, 'concordat_app', 'MEMBER');
  END IF;
  IF NOT may_become THEN
    BEGIN
      EXECUTE format('GRANT concordat_app TO %I', current_user);
    EXCEPTION
      WHEN insufficient_privilege OR invalid_grant_operation THEN
        RAISE NOTICE 'Concordat: The role concordat_app belongs to someone else, so append-only is held by triggers alone. To have it held by grants too, let an administrator run: GRANT concordat_app TO %; and start again.', quote_ident(current_user);
      -- internal_error is "tuple concurrently updated": the same grant from another database.
      WHEN unique_violation OR internal_error THEN NULL;
    END;
  END IF;

  IF NOT has_schema_privilege('concordat_app', 'public', 'USAGE') THEN
    GRANT USAGE ON SCHEMA public TO concordat_app;
  END IF;
  FOREACH name IN ARRAY appended || amended || passing LOOP
    IF NOT has_table_privilege('concordat_app', 'public.' || name, 'SELECT') THEN
      EXECUTE format('GRANT SELECT ON %I TO concordat_app', name);
    END IF;
    IF NOT has_table_privilege('concordat_app', 'public.' || name, 'INSERT') THEN
      EXECUTE format('GRANT INSERT ON %I TO concordat_app', name);
    END IF;
  END LOOP;
  FOREACH name IN ARRAY amended || passing LOOP
    IF NOT has_table_privilege('concordat_app', 'public.' || name, 'UPDATE') THEN
      EXECUTE format('GRANT UPDATE ON %I TO concordat_app', name);
    END IF;
  END LOOP;
  FOREACH name IN ARRAY passing LOOP
    IF NOT has_table_privilege('concordat_app', 'public.' || name, 'DELETE') THEN
      EXECUTE format('GRANT DELETE ON %I TO concordat_app', name);
    END IF;
  END LOOP;
END $$;
--> statement-breakpoint
-- D: the record of the record.
CREATE TRIGGER ledger_about_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_about
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('what an entry is about is written with it (invariant 43)');
--> statement-breakpoint
CREATE TRIGGER ledger_keys_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_keys
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a checkpoint outlives the key it was signed with (spec J2)');
--> statement-breakpoint
CREATE TRIGGER checkpoints_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoints
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a signed head stays as it was signed (spec J2)');
--> statement-breakpoint
-- What the entries of earlier releases are about: every id in their payloads that names a record of the board, and who acted for whom.
INSERT INTO ledger_about (board_id, about_id, seq)
WITH mentioned AS (
  SELECT e.board_id, e.seq, m.value #>> '{}' AS id
  FROM ledger_entries e, jsonb_path_query(e.payload::jsonb, '$.**') AS m(value)
  WHERE jsonb_typeof(m.value) = 'string' AND length(m.value #>> '{}') <= 80
), known AS (
  SELECT board_id, id FROM bodies UNION ALL SELECT board_id, id FROM roles
  UNION ALL SELECT board_id, id FROM programmes UNION ALL SELECT board_id, id FROM programme_items
  UNION ALL SELECT board_id, id FROM pillars UNION ALL SELECT board_id, id FROM enablers
  UNION ALL SELECT board_id, id FROM workstreams UNION ALL SELECT board_id, id FROM milestones
  UNION ALL SELECT board_id, id FROM accountability_lines UNION ALL SELECT board_id, id FROM progress_notes
  UNION ALL SELECT board_id, id FROM asks UNION ALL SELECT board_id, id FROM terms
  UNION ALL SELECT board_id, number FROM decisions
)
SELECT m.board_id, m.id, m.seq FROM mentioned m WHERE EXISTS (SELECT FROM known k WHERE k.board_id = m.board_id AND k.id = m.id)
UNION SELECT board_id, actor::jsonb ->> 'body', seq FROM ledger_entries WHERE actor::jsonb ->> 'body' IS NOT NULL
UNION SELECT board_id, 'snapshot-' || (payload::jsonb ->> 'number'), seq FROM ledger_entries WHERE type LIKE 'snapshot.%'
ON CONFLICT DO NOTHING;
--> statement-breakpoint
-- A rating or a note about a milestone is part of the history of its workstream, and that of a workstream of its programme.
INSERT INTO ledger_about (board_id, about_id, seq)
SELECT a.board_id, above.id, a.seq
FROM ledger_about a
JOIN ledger_entries e ON e.board_id = a.board_id AND e.seq = a.seq AND e.type IN ('rating.give', 'progress.note')
JOIN LATERAL (
  SELECT m.workstream_id AS id FROM milestones m WHERE m.board_id = a.board_id AND m.id = a.about_id AND m.workstream_id IS NOT NULL
  UNION SELECT m.programme_id FROM milestones m WHERE m.board_id = a.board_id AND m.id = a.about_id AND m.programme_id IS NOT NULL
  UNION SELECT w.programme_id FROM workstreams w WHERE w.board_id = a.board_id AND w.id = a.about_id
  UNION SELECT w.programme_id FROM milestones m JOIN workstreams w ON w.board_id = m.board_id AND w.id = m.workstream_id
    WHERE m.board_id = a.board_id AND m.id = a.about_id
) above ON true
ON CONFLICT DO NOTHING;
--> statement-breakpoint
-- The dates that boards were set up with are their first baselines (invariant 24).
INSERT INTO baselines (board_id, milestone_id, number, seq, baseline, at)
  SELECT m.board_id, m.id, 0, m.seq, m.due, coalesce(e.at, b.created_at)
  FROM milestones m
  JOIN boards b ON b.id = m.board_id
  LEFT JOIN ledger_entries e ON e.board_id = m.board_id AND e.seq = m.seq
  WHERE m.due IS NOT NULL AND m.due <> 'null'::jsonb;
--> statement-breakpoint
CREATE TRIGGER baselines_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON baselines
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('the first baseline and every move stay (invariant 24)');
--> statement-breakpoint
CREATE TRIGGER forecasts_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON forecasts
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a forecast is followed by another (invariant 24)');
--> statement-breakpoint
CREATE TRIGGER reaffirmations_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reaffirmations
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a confirmation is itself on record (spec B6)');
--> statement-breakpoint
CREATE TRIGGER scales_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON scales
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('history is never re-mapped to another scale (spec B3)');
--> statement-breakpoint
CREATE TRIGGER progress_reports_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON progress_reports
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('an update is followed by another (invariant 21)');
--> statement-breakpoint
-- The baseline in force is the last one on record: no other way leads to another date (spec B8).
CREATE FUNCTION refuse_unrecorded_baseline() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.due IS DISTINCT FROM
    (SELECT baseline FROM baselines WHERE board_id = NEW.board_id AND milestone_id = NEW.id ORDER BY number DESC LIMIT 1) THEN
    RAISE EXCEPTION 'a baseline moves by a decision on record only (invariant 24)' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER milestones_baseline_recorded BEFORE UPDATE OF due ON milestones
  FOR EACH ROW EXECUTE FUNCTION refuse_unrecorded_baseline();
--> statement-breakpoint
CREATE TRIGGER wording_confirmations_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON wording_confirmations
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a confirmation is itself on record (spec D3)');
--> statement-breakpoint
CREATE TRIGGER gate_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON gate_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a gate opens by its rule and shuts by decision (invariants 7 and 8)');
--> statement-breakpoint
CREATE TRIGGER prepared_answers_kept BEFORE DELETE OR TRUNCATE ON prepared_answers
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('nothing referenced is deleted (invariant 44)');
--> statement-breakpoint
CREATE TRIGGER delegations_kept BEFORE DELETE OR TRUNCATE ON delegations
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('nothing referenced is deleted (invariant 44)');
--> statement-breakpoint
-- What was delegated, to whom and until when is as it was recorded; a delegation is confirmed or ended, never stretched.
CREATE TRIGGER delegations_fixed BEFORE UPDATE OF board_id, seq, body_id, from_post_id, by_person_id, person_id, asks, from_day, to_day, instrument, at ON delegations
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a delegation is recorded before it is used (invariant 1)');
--> statement-breakpoint
CREATE TRIGGER asks_kept BEFORE DELETE OR TRUNCATE ON asks
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('an ask is withdrawn by decision, never deleted (invariant 44)');
--> statement-breakpoint
CREATE TRIGGER decision_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON decision_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('what happened to a decision is added to (invariant 11)');
--> statement-breakpoint
CREATE TRIGGER action_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON action_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('every step of an action is kept (invariant 44)');
--> statement-breakpoint
CREATE TRIGGER actions_kept BEFORE DELETE OR TRUNCATE ON actions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('nothing referenced is deleted (invariant 44)');
--> statement-breakpoint
-- What was asked for, of what and when: only owner, state and claim move on.
CREATE TRIGGER actions_words_fixed
  BEFORE UPDATE OF board_id, number, ordinal, text, helpers, due, source_kind, source_id, opened_on, opened_seq, opened_at ON actions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('an action keeps the words it was given in (invariant 44)');
--> statement-breakpoint
CREATE TRIGGER thread_links_kept BEFORE DELETE OR TRUNCATE ON thread_links
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a link is removed by an entry, not deleted (invariant 44)');
--> statement-breakpoint
CREATE TRIGGER thread_links_ends_fixed
  BEFORE UPDATE OF board_id, id, serving_kind, serving_id, served_kind, served_id, note, seq ON thread_links
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a link keeps its ends (invariant 44)');
--> statement-breakpoint
-- A sealed fact is read as it was sealed, or it is erased whole; the commitment in the ledger stays either way (reliability rule 22).
CREATE FUNCTION refuse_unsealing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.salt IS NOT NULL OR NEW.content IS NOT NULL OR OLD.content IS NULL OR NEW.commitment <> OLD.commitment
    OR NEW.board_id <> OLD.board_id OR NEW.seq <> OLD.seq THEN
    RAISE EXCEPTION 'a sealed fact is erased whole or left as it is (invariant 20)' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER sealed_facts_fixed BEFORE UPDATE ON sealed_facts
  FOR EACH ROW EXECUTE FUNCTION refuse_unsealing();
--> statement-breakpoint
CREATE TRIGGER sealed_facts_kept BEFORE DELETE OR TRUNCATE ON sealed_facts
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('the commitment is kept when its substance is erased (reliability rule 22)');
