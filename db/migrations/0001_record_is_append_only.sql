-- Hand-written: Drizzle does not model triggers.
-- The record is appended to and never changed. This holds against every user, the owner included, as long as the triggers stand;
-- 0002 takes the right away as well, from the role the application works under.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % (% refused)', TG_TABLE_NAME, TG_ARGV[0], TG_OP USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('entries are ordered, linked and complete (invariant 43)');
--> statement-breakpoint
CREATE TRIGGER wordings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON wordings
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('issued wording cannot change (invariant 3)');
--> statement-breakpoint
CREATE TRIGGER sign_off_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sign_off_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a sign-off names one wording version for ever (invariant 2)');
--> statement-breakpoint
CREATE TRIGGER ratings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ratings
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a wrong rating is followed by a correcting one (invariant 21)');
--> statement-breakpoint
CREATE TRIGGER decisions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON decisions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a made decision is superseded, not edited or deleted (invariant 11)');
--> statement-breakpoint
CREATE TRIGGER terms_editions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON terms_editions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('an adopted edition is immutable (invariant 16)');
--> statement-breakpoint
CREATE TRIGGER progress_notes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON progress_notes
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('progress notes are appended (model 3)');
--> statement-breakpoint
CREATE TRIGGER document_updates_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON document_updates
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('an acknowledged edit is never lost (promise P1)');
--> statement-breakpoint
CREATE TRIGGER published_snapshots_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON published_snapshots
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('what was published is replaced, never edited (invariant 31)');
--> statement-breakpoint
-- A snapshot may gain members later (a reviewer, an approval); what it froze may not change.
CREATE TRIGGER snapshots_content_fixed
  BEFORE UPDATE OF board_id, number, title, committee, members_asked_to, introduction, content, content_hash, as_of_seq, frozen_at, frozen_by, seq ON snapshots
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a snapshot is frozen whole (invariant 40)');
--> statement-breakpoint
CREATE TRIGGER snapshots_kept BEFORE DELETE OR TRUNCATE ON snapshots
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('nothing referenced is deleted (invariant 44)');
--> statement-breakpoint
-- The head is the only part of a board's row that the ledger moves, and it only moves on.
CREATE FUNCTION refuse_head_going_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.head_seq < OLD.head_seq OR (NEW.head_seq = OLD.head_seq AND NEW.head_hash <> OLD.head_hash) THEN
    RAISE EXCEPTION 'the head of a ledger does not go back (invariant 43)' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER boards_head_goes_on BEFORE UPDATE OF head_seq, head_hash ON boards
  FOR EACH ROW EXECUTE FUNCTION refuse_head_going_back();
