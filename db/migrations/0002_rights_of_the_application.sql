-- Hand-written: Drizzle does not model grants.
-- Append-only by grant: the application's connections take on the role concordat_app, which may add to the record and read it.
-- The role belongs to the whole server, its rights to this database; so several databases share it. A function, which
-- src/migrate.ts calls after the migrations at every start: an administrator may make the role later where our user may not.
CREATE FUNCTION grant_application_rights() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  may_become boolean;
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

  IF has_table_privilege('concordat_app', 'public.published_snapshots', 'INSERT') THEN
    RETURN;
  END IF;
  GRANT USAGE ON SCHEMA public TO concordat_app;
  GRANT SELECT ON ALL TABLES IN SCHEMA public TO concordat_app;
  -- The record: added to, never changed. published_snapshots comes last: it tells that the rest is done.
  GRANT INSERT ON ledger_entries, accepted_commands, wordings, sign_off_events, ratings, decisions, terms_editions, progress_notes,
    document_updates, document_clients, snapshots TO concordat_app;
  -- Records that later commands amend, and rows that are locked while they are relied on.
  GRANT INSERT, UPDATE ON boards, bodies, roles, programmes, programme_items, accountability_lines, pillars, enablers, workstreams, milestones,
    asks, terms, documents, people, posts, appointments, seats TO concordat_app;
  -- Not record at all: sessions end, projections and folded states are rebuilt.
  GRANT INSERT, UPDATE, DELETE ON sessions, document_snapshots, document_projections TO concordat_app;
  GRANT INSERT ON published_snapshots TO concordat_app;
END $$;
