CREATE TABLE "action_events" (
	"board_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"number" text NOT NULL,
	"event" text NOT NULL,
	"words" text,
	"evidence" jsonb NOT NULL,
	"owner_post" text,
	"owner_body" text,
	"person_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "action_events_pkey" PRIMARY KEY("board_id","seq")
);
--> statement-breakpoint
CREATE TABLE "actions" (
	"board_id" uuid NOT NULL,
	"number" text NOT NULL,
	"ordinal" integer NOT NULL,
	"text" text NOT NULL,
	"owner_post" text,
	"owner_body" text,
	"helpers" jsonb NOT NULL,
	"due" text NOT NULL,
	"source_kind" text NOT NULL,
	"source_id" text NOT NULL,
	"state" text NOT NULL,
	"opened_on" text NOT NULL,
	"opened_seq" bigint NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"claim_seq" bigint,
	"claimed_by" text,
	"seq" bigint NOT NULL,
	CONSTRAINT "actions_pkey" PRIMARY KEY("board_id","number"),
	CONSTRAINT "actions_ordinal_key" UNIQUE("board_id","ordinal"),
	CONSTRAINT "actions_one_owner" CHECK (("actions"."owner_post" is null) <> ("actions"."owner_body" is null))
);
--> statement-breakpoint
CREATE TABLE "thread_links" (
	"board_id" uuid NOT NULL,
	"id" text NOT NULL,
	"serving_kind" text NOT NULL,
	"serving_id" text NOT NULL,
	"served_kind" text NOT NULL,
	"served_id" text NOT NULL,
	"note" text,
	"seq" bigint NOT NULL,
	"removed_seq" bigint,
	"removed_reason" text,
	CONSTRAINT "thread_links_pkey" PRIMARY KEY("board_id","id")
);
--> statement-breakpoint
CREATE TABLE "delegations" (
	"board_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"body_id" text NOT NULL,
	"from_post_id" text NOT NULL,
	"by_person_id" text NOT NULL,
	"person_id" text NOT NULL,
	"asks" jsonb,
	"from_day" text NOT NULL,
	"to_day" text NOT NULL,
	"instrument" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"confirmed_seq" bigint,
	"confirmed_at" timestamp (3) with time zone,
	"confirmed_by" text,
	"ended_seq" bigint,
	"ended_at" timestamp (3) with time zone,
	"end_reason" text,
	CONSTRAINT "delegations_pkey" PRIMARY KEY("board_id","seq")
);
--> statement-breakpoint
CREATE TABLE "prepared_answers" (
	"board_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"ask_id" text NOT NULL,
	"part" text NOT NULL,
	"body_id" text NOT NULL,
	"wording_version" integer NOT NULL,
	"wording_hash" text NOT NULL,
	"answer" text NOT NULL,
	"conditions" jsonb NOT NULL,
	"deferred_to" text,
	"until" text,
	"reason" text,
	"authorised_by" jsonb,
	"note" text,
	"at" timestamp (3) with time zone NOT NULL,
	"ended_by" bigint,
	CONSTRAINT "prepared_answers_pkey" PRIMARY KEY("board_id","seq")
);
--> statement-breakpoint
CREATE TABLE "decision_events" (
	"board_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"number" text NOT NULL,
	"event" text NOT NULL,
	"words" text NOT NULL,
	"by" text,
	"on_day" text NOT NULL,
	"new_decision" text,
	"person_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "decision_events_pkey" PRIMARY KEY("board_id","seq")
);
--> statement-breakpoint
CREATE TABLE "sealed_facts" (
	"board_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"salt" text,
	"content" text,
	"commitment" text NOT NULL,
	CONSTRAINT "sealed_facts_pkey" PRIMARY KEY("board_id","seq"),
	CONSTRAINT "sealed_facts_commitment_is_sha256" CHECK ("sealed_facts"."commitment" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "sealed_facts_erased_whole" CHECK (("sealed_facts"."salt" is null) = ("sealed_facts"."content" is null))
);
--> statement-breakpoint
CREATE TABLE "baseline_proposals" (
	"board_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"person_id" text NOT NULL,
	"post_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"milestone_id" text NOT NULL,
	"baseline" jsonb NOT NULL,
	"reason" text NOT NULL,
	"effects" text,
	"settled_seq" bigint,
	CONSTRAINT "baseline_proposals_pkey" PRIMARY KEY("board_id","seq")
);
--> statement-breakpoint
CREATE TABLE "baselines" (
	"board_id" uuid NOT NULL,
	"milestone_id" text NOT NULL,
	"number" integer NOT NULL,
	"seq" bigint NOT NULL,
	"baseline" jsonb NOT NULL,
	"decision" text,
	"reason" text,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "baselines_pkey" PRIMARY KEY("board_id","milestone_id","number")
);
--> statement-breakpoint
CREATE TABLE "closures" (
	"board_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"person_id" text NOT NULL,
	"post_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"workstream_id" text NOT NULL,
	"receiving_body" text NOT NULL,
	"residual_risks" text NOT NULL,
	"benefits_owner" text NOT NULL,
	"actions" jsonb NOT NULL,
	"state" text NOT NULL,
	"decision" text,
	"closed_on" text,
	"reason" text,
	"settled_seq" bigint,
	CONSTRAINT "closures_pkey" PRIMARY KEY("board_id","seq")
);
--> statement-breakpoint
CREATE TABLE "dependencies" (
	"board_id" uuid NOT NULL,
	"id" text NOT NULL,
	"seq" bigint NOT NULL,
	"from_id" text NOT NULL,
	"on_kind" text NOT NULL,
	"on_id" text,
	"words" text,
	"due" jsonb,
	"note" text,
	"removed_seq" bigint,
	CONSTRAINT "dependencies_pkey" PRIMARY KEY("board_id","id")
);
--> statement-breakpoint
CREATE TABLE "forecasts" (
	"board_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"person_id" text NOT NULL,
	"post_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"milestone_id" text NOT NULL,
	"forecast" jsonb NOT NULL,
	"reason" text,
	CONSTRAINT "forecasts_pkey" PRIMARY KEY("board_id","seq")
);
--> statement-breakpoint
CREATE TABLE "milestone_claims" (
	"board_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"person_id" text NOT NULL,
	"post_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"milestone_id" text NOT NULL,
	"actual" jsonb NOT NULL,
	"evidence" jsonb NOT NULL,
	"note" text,
	"state" text NOT NULL,
	"status_before" text NOT NULL,
	"settled_seq" bigint,
	"settled_at" timestamp (3) with time zone,
	"settled_words" text,
	CONSTRAINT "milestone_claims_pkey" PRIMARY KEY("board_id","seq")
);
--> statement-breakpoint
CREATE TABLE "milestone_rows" (
	"board_id" uuid NOT NULL,
	"milestone_id" text NOT NULL,
	"id" text NOT NULL,
	"body_id" text,
	"title" text NOT NULL,
	"position" integer NOT NULL,
	"state" text NOT NULL,
	"note" text,
	"seq" bigint NOT NULL,
	CONSTRAINT "milestone_rows_pkey" PRIMARY KEY("board_id","milestone_id","id")
);
--> statement-breakpoint
CREATE TABLE "progress_reports" (
	"board_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"person_id" text NOT NULL,
	"post_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"of_kind" text NOT NULL,
	"of_id" text NOT NULL,
	"written_at" timestamp (3) with time zone NOT NULL,
	"unchanged" boolean NOT NULL,
	"note" text,
	CONSTRAINT "progress_reports_pkey" PRIMARY KEY("board_id","seq")
);
--> statement-breakpoint
CREATE TABLE "reaffirmations" (
	"board_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"person_id" text NOT NULL,
	"post_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"of" bigint NOT NULL,
	CONSTRAINT "reaffirmations_pkey" PRIMARY KEY("board_id","of","seq")
);
--> statement-breakpoint
CREATE TABLE "scales" (
	"board_id" uuid NOT NULL,
	"programme_id" text NOT NULL,
	"seq" bigint NOT NULL,
	"from_day" text NOT NULL,
	"points" integer NOT NULL,
	CONSTRAINT "scales_pkey" PRIMARY KEY("board_id","seq")
);
--> statement-breakpoint
CREATE TABLE "checkpoints" (
	"board_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"hash" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"key_id" text NOT NULL,
	"signature" text NOT NULL,
	CONSTRAINT "checkpoints_pkey" PRIMARY KEY("board_id","seq"),
	CONSTRAINT "checkpoints_hash_is_sha256" CHECK ("checkpoints"."hash" ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
CREATE TABLE "ledger_about" (
	"board_id" uuid NOT NULL,
	"about_id" text NOT NULL,
	"seq" bigint NOT NULL,
	CONSTRAINT "ledger_about_pkey" PRIMARY KEY("board_id","about_id","seq")
);
--> statement-breakpoint
CREATE TABLE "ledger_keys" (
	"key_id" text PRIMARY KEY NOT NULL,
	"public_key" text NOT NULL,
	"first_used_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "gate_events" (
	"board_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"ask_id" text NOT NULL,
	"event" text NOT NULL,
	"rule" jsonb,
	"opens" text,
	"decision_number" text,
	"reason" text,
	"act" bigint,
	"missing" jsonb NOT NULL,
	"person_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "gate_events_pkey" PRIMARY KEY("board_id","seq")
);
--> statement-breakpoint
CREATE TABLE "wording_confirmations" (
	"board_id" uuid NOT NULL,
	"ask_id" text NOT NULL,
	"version" integer NOT NULL,
	"despite" jsonb NOT NULL,
	"person_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"seq" bigint NOT NULL,
	CONSTRAINT "wording_confirmations_pkey" PRIMARY KEY("board_id","ask_id","version")
);
--> statement-breakpoint
ALTER TABLE "boards" ADD COLUMN "settings" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "milestones" ADD COLUMN "actual" jsonb;--> statement-breakpoint
ALTER TABLE "milestones" ADD COLUMN "owner_kind" text;--> statement-breakpoint
ALTER TABLE "milestones" ADD COLUMN "owner_id" text;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "proved_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "proved_by" text;--> statement-breakpoint
ALTER TABLE "asks" ADD COLUMN "answers" jsonb DEFAULT '["signed","conditions","deferred","declined"]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "asks" ADD COLUMN "step_up" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "asks" ADD COLUMN "withdrawn_seq" bigint;--> statement-breakpoint
ALTER TABLE "asks" ADD COLUMN "withdrawn_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "asks" ADD COLUMN "withdrawn_by" text;--> statement-breakpoint
ALTER TABLE "asks" ADD COLUMN "withdrawn_reason" text;--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "detail" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "call_in_ends_on" text;--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "exempt_paragraph" integer;--> statement-breakpoint
ALTER TABLE "ratings" ADD COLUMN "contradictions" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "ratings" ADD COLUMN "explanation" text;--> statement-breakpoint
ALTER TABLE "ratings" ADD COLUMN "true_from" text;--> statement-breakpoint
ALTER TABLE "ratings" ADD COLUMN "corrects" bigint;--> statement-breakpoint
ALTER TABLE "ratings" ADD COLUMN "place" bigint;--> statement-breakpoint
ALTER TABLE "sign_off_events" ADD COLUMN "capacity" text DEFAULT 'holder' NOT NULL;--> statement-breakpoint
ALTER TABLE "sign_off_events" ADD COLUMN "delegation" bigint;--> statement-breakpoint
ALTER TABLE "sign_off_events" ADD COLUMN "principal" text;--> statement-breakpoint
ALTER TABLE "sign_off_events" ADD COLUMN "provenance" text DEFAULT 'given' NOT NULL;--> statement-breakpoint
ALTER TABLE "sign_off_events" ADD COLUMN "evidence" jsonb;--> statement-breakpoint
ALTER TABLE "sign_off_events" ADD COLUMN "received_on" text;--> statement-breakpoint
ALTER TABLE "sign_off_events" ADD COLUMN "authorised_by" jsonb;--> statement-breakpoint
ALTER TABLE "sign_off_events" ADD COLUMN "method" text DEFAULT 'web' NOT NULL;--> statement-breakpoint
ALTER TABLE "sign_off_events" ADD COLUMN "proved_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "sign_off_events" ADD COLUMN "proved_by" text;--> statement-breakpoint
ALTER TABLE "sign_off_events" ADD COLUMN "about" bigint;--> statement-breakpoint
ALTER TABLE "sign_off_events" ADD COLUMN "accepts" bigint;--> statement-breakpoint
ALTER TABLE "sign_off_events" ADD COLUMN "condition" integer;--> statement-breakpoint
ALTER TABLE "sign_off_events" ADD COLUMN "says" text;--> statement-breakpoint
ALTER TABLE "sign_off_events" ADD COLUMN "source" text;--> statement-breakpoint
ALTER TABLE "terms_editions" ADD COLUMN "powers" jsonb;--> statement-breakpoint
ALTER TABLE "wordings" ADD COLUMN "weighty" jsonb;--> statement-breakpoint
ALTER TABLE "action_events" ADD CONSTRAINT "action_events_number_fkey" FOREIGN KEY ("board_id","number") REFERENCES "public"."actions"("board_id","number") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "actions" ADD CONSTRAINT "actions_board_id_fkey" FOREIGN KEY ("board_id") REFERENCES "public"."boards"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "actions" ADD CONSTRAINT "actions_owner_post_fkey" FOREIGN KEY ("owner_post") REFERENCES "public"."posts"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "actions" ADD CONSTRAINT "actions_owner_body_fkey" FOREIGN KEY ("board_id","owner_body") REFERENCES "public"."bodies"("board_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "thread_links" ADD CONSTRAINT "thread_links_board_id_fkey" FOREIGN KEY ("board_id") REFERENCES "public"."boards"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delegations" ADD CONSTRAINT "delegations_board_id_fkey" FOREIGN KEY ("board_id") REFERENCES "public"."boards"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delegations" ADD CONSTRAINT "delegations_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prepared_answers" ADD CONSTRAINT "prepared_answers_wording_fkey" FOREIGN KEY ("board_id","ask_id","wording_version") REFERENCES "public"."wordings"("board_id","ask_id","version") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decision_events" ADD CONSTRAINT "decision_events_number_fkey" FOREIGN KEY ("board_id","number") REFERENCES "public"."decisions"("board_id","number") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sealed_facts" ADD CONSTRAINT "sealed_facts_board_id_fkey" FOREIGN KEY ("board_id") REFERENCES "public"."boards"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "baseline_proposals" ADD CONSTRAINT "baseline_proposals_milestone_id_fkey" FOREIGN KEY ("board_id","milestone_id") REFERENCES "public"."milestones"("board_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "baselines" ADD CONSTRAINT "baselines_milestone_id_fkey" FOREIGN KEY ("board_id","milestone_id") REFERENCES "public"."milestones"("board_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "closures" ADD CONSTRAINT "closures_workstream_id_fkey" FOREIGN KEY ("board_id","workstream_id") REFERENCES "public"."workstreams"("board_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dependencies" ADD CONSTRAINT "dependencies_from_id_fkey" FOREIGN KEY ("board_id","from_id") REFERENCES "public"."milestones"("board_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "forecasts" ADD CONSTRAINT "forecasts_milestone_id_fkey" FOREIGN KEY ("board_id","milestone_id") REFERENCES "public"."milestones"("board_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "milestone_claims" ADD CONSTRAINT "milestone_claims_milestone_id_fkey" FOREIGN KEY ("board_id","milestone_id") REFERENCES "public"."milestones"("board_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "milestone_rows" ADD CONSTRAINT "milestone_rows_milestone_id_fkey" FOREIGN KEY ("board_id","milestone_id") REFERENCES "public"."milestones"("board_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "progress_reports" ADD CONSTRAINT "progress_reports_board_id_fkey" FOREIGN KEY ("board_id") REFERENCES "public"."boards"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reaffirmations" ADD CONSTRAINT "reaffirmations_board_id_fkey" FOREIGN KEY ("board_id") REFERENCES "public"."boards"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scales" ADD CONSTRAINT "scales_programme_id_fkey" FOREIGN KEY ("board_id","programme_id") REFERENCES "public"."programmes"("board_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checkpoints" ADD CONSTRAINT "checkpoints_seq_fkey" FOREIGN KEY ("board_id","seq") REFERENCES "public"."ledger_entries"("board_id","seq") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checkpoints" ADD CONSTRAINT "checkpoints_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "public"."ledger_keys"("key_id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_about" ADD CONSTRAINT "ledger_about_seq_fkey" FOREIGN KEY ("board_id","seq") REFERENCES "public"."ledger_entries"("board_id","seq") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate_events" ADD CONSTRAINT "gate_events_ask_id_fkey" FOREIGN KEY ("board_id","ask_id") REFERENCES "public"."asks"("board_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate_events" ADD CONSTRAINT "gate_events_decision_fkey" FOREIGN KEY ("board_id","decision_number") REFERENCES "public"."decisions"("board_id","number") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate_events" ADD CONSTRAINT "gate_events_entry_fkey" FOREIGN KEY ("board_id","seq") REFERENCES "public"."ledger_entries"("board_id","seq") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wording_confirmations" ADD CONSTRAINT "wording_confirmations_wording_fkey" FOREIGN KEY ("board_id","ask_id","version") REFERENCES "public"."wordings"("board_id","ask_id","version") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wording_confirmations" ADD CONSTRAINT "wording_confirmations_entry_fkey" FOREIGN KEY ("board_id","seq") REFERENCES "public"."ledger_entries"("board_id","seq") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "action_events_number_idx" ON "action_events" USING btree ("board_id","number","seq");--> statement-breakpoint
CREATE INDEX "actions_source_idx" ON "actions" USING btree ("board_id","source_kind","source_id");--> statement-breakpoint
CREATE UNIQUE INDEX "thread_links_once_idx" ON "thread_links" USING btree ("board_id","serving_kind","serving_id","served_kind","served_id") WHERE "thread_links"."removed_seq" is null;--> statement-breakpoint
CREATE INDEX "delegations_body_idx" ON "delegations" USING btree ("board_id","body_id");--> statement-breakpoint
CREATE INDEX "prepared_answers_cell_idx" ON "prepared_answers" USING btree ("board_id","ask_id","part","body_id");--> statement-breakpoint
CREATE INDEX "decision_events_number_idx" ON "decision_events" USING btree ("board_id","number","seq");--> statement-breakpoint
CREATE INDEX "forecasts_milestone_idx" ON "forecasts" USING btree ("board_id","milestone_id","seq");--> statement-breakpoint
CREATE INDEX "milestone_claims_milestone_idx" ON "milestone_claims" USING btree ("board_id","milestone_id","seq");--> statement-breakpoint
CREATE INDEX "progress_reports_of_idx" ON "progress_reports" USING btree ("board_id","of_kind","of_id","seq");--> statement-breakpoint
CREATE INDEX "ratings_place_idx" ON "ratings" USING btree ("board_id","subject_kind","subject_id",coalesce("place", "seq"));--> statement-breakpoint
CREATE UNIQUE INDEX "ratings_corrects_key" ON "ratings" USING btree ("board_id","corrects") WHERE "ratings"."corrects" is not null;