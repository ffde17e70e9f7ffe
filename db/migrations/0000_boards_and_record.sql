CREATE TABLE "accountability_lines" (
	"board_id" uuid NOT NULL,
	"id" text NOT NULL,
	"title" text NOT NULL,
	"detail" text,
	"note" text,
	"position" integer NOT NULL,
	"origin" text DEFAULT 'stated' NOT NULL,
	"seq" bigint NOT NULL,
	"from_id" text NOT NULL,
	"to_id" text NOT NULL,
	"relation" text NOT NULL,
	CONSTRAINT "accountability_lines_pkey" PRIMARY KEY("board_id","id")
);
--> statement-breakpoint
CREATE TABLE "appointments" (
	"post_id" text NOT NULL,
	"person_id" text NOT NULL,
	"from_day" text NOT NULL,
	"to_day" text,
	"acting" boolean DEFAULT false NOT NULL,
	CONSTRAINT "appointments_pkey" PRIMARY KEY("post_id","person_id","from_day")
);
--> statement-breakpoint
CREATE TABLE "boards" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"code" text NOT NULL,
	"title" text NOT NULL,
	"summary" text NOT NULL,
	"as_of" jsonb,
	"rag_points" integer DEFAULT 3 NOT NULL,
	"rating_period_days" integer DEFAULT 35 NOT NULL,
	"sample_of" text,
	"head_seq" bigint DEFAULT 0 NOT NULL,
	"head_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "boards_slug_key" UNIQUE("slug"),
	CONSTRAINT "boards_rag_points_known" CHECK ("boards"."rag_points" in (3, 5)),
	CONSTRAINT "boards_head_hash_is_sha256" CHECK ("boards"."head_hash" ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
CREATE TABLE "bodies" (
	"board_id" uuid NOT NULL,
	"id" text NOT NULL,
	"title" text NOT NULL,
	"detail" text,
	"note" text,
	"position" integer NOT NULL,
	"origin" text DEFAULT 'stated' NOT NULL,
	"seq" bigint NOT NULL,
	"kind" text NOT NULL,
	"short" text NOT NULL,
	"aliases" jsonb NOT NULL,
	"signatory" boolean NOT NULL,
	"existence" text,
	"part_of" text,
	"member_of" jsonb NOT NULL,
	CONSTRAINT "bodies_pkey" PRIMARY KEY("board_id","id")
);
--> statement-breakpoint
CREATE TABLE "enablers" (
	"board_id" uuid NOT NULL,
	"id" text NOT NULL,
	"title" text NOT NULL,
	"detail" text,
	"note" text,
	"position" integer NOT NULL,
	"origin" text DEFAULT 'stated' NOT NULL,
	"seq" bigint NOT NULL,
	"scheme" text,
	"number" integer,
	"points" jsonb NOT NULL,
	CONSTRAINT "enablers_pkey" PRIMARY KEY("board_id","id")
);
--> statement-breakpoint
CREATE TABLE "milestones" (
	"board_id" uuid NOT NULL,
	"id" text NOT NULL,
	"title" text NOT NULL,
	"detail" text,
	"note" text,
	"position" integer NOT NULL,
	"origin" text DEFAULT 'stated' NOT NULL,
	"seq" bigint NOT NULL,
	"programme_id" text,
	"workstream_id" text,
	"due" jsonb,
	"status" text NOT NULL,
	"status_basis" text NOT NULL,
	"gate" boolean NOT NULL,
	"external" boolean NOT NULL,
	"relates_to" jsonb NOT NULL,
	CONSTRAINT "milestones_pkey" PRIMARY KEY("board_id","id")
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"invented" boolean NOT NULL,
	"administrator" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "pillars" (
	"board_id" uuid NOT NULL,
	"id" text NOT NULL,
	"title" text NOT NULL,
	"detail" text,
	"note" text,
	"position" integer NOT NULL,
	"origin" text DEFAULT 'stated' NOT NULL,
	"seq" bigint NOT NULL,
	"number" integer,
	"aliases" jsonb NOT NULL,
	CONSTRAINT "pillars_pkey" PRIMARY KEY("board_id","id")
);
--> statement-breakpoint
CREATE TABLE "posts" (
	"id" text PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"organisation" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "programme_items" (
	"board_id" uuid NOT NULL,
	"id" text NOT NULL,
	"title" text NOT NULL,
	"detail" text,
	"note" text,
	"position" integer NOT NULL,
	"origin" text DEFAULT 'stated' NOT NULL,
	"seq" bigint NOT NULL,
	"programme_id" text NOT NULL,
	"link_ids" jsonb NOT NULL,
	CONSTRAINT "programme_items_pkey" PRIMARY KEY("board_id","id")
);
--> statement-breakpoint
CREATE TABLE "programmes" (
	"board_id" uuid NOT NULL,
	"id" text NOT NULL,
	"title" text NOT NULL,
	"detail" text,
	"note" text,
	"position" integer NOT NULL,
	"origin" text DEFAULT 'stated' NOT NULL,
	"seq" bigint NOT NULL,
	"parent_id" text,
	"status" text NOT NULL,
	"phase" text,
	"aim" text,
	"vision" text,
	"governance" jsonb NOT NULL,
	"agreement_milestone_id" text,
	"implementation" jsonb,
	"sponsor_ids" jsonb NOT NULL,
	"lead_ids" jsonb NOT NULL,
	CONSTRAINT "programmes_pkey" PRIMARY KEY("board_id","id")
);
--> statement-breakpoint
CREATE TABLE "progress_notes" (
	"board_id" uuid NOT NULL,
	"id" text NOT NULL,
	"title" text NOT NULL,
	"detail" text,
	"note" text,
	"position" integer NOT NULL,
	"origin" text DEFAULT 'stated' NOT NULL,
	"seq" bigint NOT NULL,
	"programme_id" text,
	"workstream_id" text,
	"state" text,
	"happened" jsonb,
	"milestone_ids" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"by_person" text NOT NULL,
	CONSTRAINT "progress_notes_pkey" PRIMARY KEY("board_id","id")
);
--> statement-breakpoint
CREATE TABLE "roles" (
	"board_id" uuid NOT NULL,
	"id" text NOT NULL,
	"title" text NOT NULL,
	"detail" text,
	"note" text,
	"position" integer NOT NULL,
	"origin" text DEFAULT 'stated' NOT NULL,
	"seq" bigint NOT NULL,
	"kind" text,
	"body_ids" jsonb NOT NULL,
	"existence" text,
	"points" jsonb NOT NULL,
	CONSTRAINT "roles_pkey" PRIMARY KEY("board_id","id")
);
--> statement-breakpoint
CREATE TABLE "seats" (
	"board_id" uuid NOT NULL,
	"post_id" text NOT NULL,
	"role" text NOT NULL,
	"body_id" text,
	"scope" jsonb,
	"to_day" text,
	"seq" bigint NOT NULL,
	CONSTRAINT "seats_pkey" PRIMARY KEY("board_id","post_id")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"post_id" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "workstreams" (
	"board_id" uuid NOT NULL,
	"id" text NOT NULL,
	"title" text NOT NULL,
	"detail" text,
	"note" text,
	"position" integer NOT NULL,
	"origin" text DEFAULT 'stated' NOT NULL,
	"seq" bigint NOT NULL,
	"programme_id" text NOT NULL,
	"number" integer,
	"status" text NOT NULL,
	CONSTRAINT "workstreams_pkey" PRIMARY KEY("board_id","id")
);
--> statement-breakpoint
CREATE TABLE "document_clients" (
	"document_id" uuid NOT NULL,
	"client_id" bigint NOT NULL,
	"person_id" text NOT NULL,
	"post_id" text,
	"issued_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "document_clients_pkey" PRIMARY KEY("document_id","client_id")
);
--> statement-breakpoint
CREATE TABLE "document_projections" (
	"document_id" uuid PRIMARY KEY NOT NULL,
	"epoch" integer NOT NULL,
	"seq" bigint NOT NULL,
	"content" jsonb NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "document_snapshots" (
	"document_id" uuid NOT NULL,
	"epoch" integer NOT NULL,
	"seq" bigint NOT NULL,
	"state" "bytea" NOT NULL,
	"state_hash" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "document_snapshots_pkey" PRIMARY KEY("document_id","epoch","seq")
);
--> statement-breakpoint
CREATE TABLE "document_updates" (
	"document_id" uuid NOT NULL,
	"epoch" integer NOT NULL,
	"seq" bigint NOT NULL,
	"person_id" text NOT NULL,
	"client_id" bigint NOT NULL,
	"update" "bytea" NOT NULL,
	"update_hash" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "document_updates_pkey" PRIMARY KEY("document_id","epoch","seq"),
	CONSTRAINT "document_updates_seq_positive" CHECK ("document_updates"."seq" > 0)
);
--> statement-breakpoint
CREATE TABLE "documents" (
	"id" uuid PRIMARY KEY NOT NULL,
	"board_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"of_id" text NOT NULL,
	"title" text NOT NULL,
	"epoch" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "documents_of_key" UNIQUE("board_id","kind","of_id")
);
--> statement-breakpoint
CREATE TABLE "accepted_commands" (
	"board_id" uuid NOT NULL,
	"command_id" text NOT NULL,
	"content_hash" text NOT NULL,
	"result" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "accepted_commands_pkey" PRIMARY KEY("board_id","command_id")
);
--> statement-breakpoint
CREATE TABLE "asks" (
	"board_id" uuid NOT NULL,
	"id" text NOT NULL,
	"number" integer NOT NULL,
	"title" text NOT NULL,
	"kind" text NOT NULL,
	"note" text,
	"parts" jsonb NOT NULL,
	"authority_ids" jsonb NOT NULL,
	"partner_ids" jsonb NOT NULL,
	"relates_to" jsonb NOT NULL,
	"gate" boolean NOT NULL,
	"due_day" text,
	"seq" bigint NOT NULL,
	CONSTRAINT "asks_pkey" PRIMARY KEY("board_id","id"),
	CONSTRAINT "asks_number_key" UNIQUE("board_id","number")
);
--> statement-breakpoint
CREATE TABLE "decisions" (
	"board_id" uuid NOT NULL,
	"number" text NOT NULL,
	"seq" bigint NOT NULL,
	"title" text NOT NULL,
	"text" text NOT NULL,
	"text_hash" text NOT NULL,
	"type" text NOT NULL,
	"authority_basis" text NOT NULL,
	"authority_ref" text,
	"body_id" text,
	"recommended_to" text,
	"reasons" text NOT NULL,
	"options" text NOT NULL,
	"interests" text NOT NULL,
	"implications" text NOT NULL,
	"dissent" text,
	"made_on" text NOT NULL,
	"effective_on" text,
	"supersedes" text,
	"person_id" text NOT NULL,
	"post_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "decisions_pkey" PRIMARY KEY("board_id","number"),
	CONSTRAINT "decisions_supersedes_key" UNIQUE("board_id","supersedes"),
	CONSTRAINT "decisions_seq_key" UNIQUE("board_id","seq")
);
--> statement-breakpoint
CREATE TABLE "ledger_entries" (
	"board_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"type" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"actor" text NOT NULL,
	"payload" text NOT NULL,
	"prev_hash" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "ledger_entries_pkey" PRIMARY KEY("board_id","seq"),
	CONSTRAINT "ledger_entries_hash_key" UNIQUE("board_id","hash"),
	CONSTRAINT "ledger_entries_seq_positive" CHECK ("ledger_entries"."seq" > 0),
	CONSTRAINT "ledger_entries_hash_is_sha256" CHECK ("ledger_entries"."hash" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "ledger_entries_prev_hash_is_sha256" CHECK ("ledger_entries"."prev_hash" ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
CREATE TABLE "published_snapshots" (
	"board_slug" text NOT NULL,
	"number" integer NOT NULL,
	"title" text NOT NULL,
	"html" text NOT NULL,
	"html_hash" text NOT NULL,
	"content" text NOT NULL,
	"content_hash" text NOT NULL,
	"frozen_at" timestamp (3) with time zone NOT NULL,
	"published_at" timestamp (3) with time zone NOT NULL,
	"seq" bigint NOT NULL,
	CONSTRAINT "published_snapshots_pkey" PRIMARY KEY("board_slug","number")
);
--> statement-breakpoint
CREATE TABLE "ratings" (
	"board_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"value" text NOT NULL,
	"cause" text,
	"effect" text,
	"action" text,
	"owner" text,
	"by" text,
	"reason" text,
	"person_id" text NOT NULL,
	"post_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "ratings_pkey" PRIMARY KEY("board_id","seq")
);
--> statement-breakpoint
CREATE TABLE "sign_off_events" (
	"board_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"ask_id" text NOT NULL,
	"part" text NOT NULL,
	"body_id" text NOT NULL,
	"event" text NOT NULL,
	"wording_version" integer NOT NULL,
	"wording_hash" text NOT NULL,
	"conditions" jsonb NOT NULL,
	"deferred_to" text,
	"until" text,
	"reason" text,
	"receipt" text NOT NULL,
	"withdraws" bigint,
	"person_id" text NOT NULL,
	"post_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sign_off_events_pkey" PRIMARY KEY("board_id","seq"),
	CONSTRAINT "sign_off_events_receipt_key" UNIQUE("board_id","receipt")
);
--> statement-breakpoint
CREATE TABLE "snapshots" (
	"board_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"title" text NOT NULL,
	"committee" text,
	"members_asked_to" text,
	"introduction" text,
	"content" text NOT NULL,
	"content_hash" text NOT NULL,
	"as_of_seq" bigint NOT NULL,
	"frozen_at" timestamp (3) with time zone NOT NULL,
	"frozen_by" text NOT NULL,
	"seq" bigint NOT NULL,
	CONSTRAINT "snapshots_pkey" PRIMARY KEY("board_id","number")
);
--> statement-breakpoint
CREATE TABLE "terms" (
	"board_id" uuid NOT NULL,
	"id" text NOT NULL,
	"title" text NOT NULL,
	"note" text,
	"position" integer NOT NULL,
	"body_ids" jsonb NOT NULL,
	"source_state" text NOT NULL,
	"milestone_id" text,
	"seq" bigint NOT NULL,
	CONSTRAINT "terms_pkey" PRIMARY KEY("board_id","id")
);
--> statement-breakpoint
CREATE TABLE "terms_editions" (
	"board_id" uuid NOT NULL,
	"terms_id" text NOT NULL,
	"edition" integer NOT NULL,
	"text" text NOT NULL,
	"hash" text NOT NULL,
	"canon_version" integer NOT NULL,
	"decision_number" text NOT NULL,
	"how_agreed" text NOT NULL,
	"in_force_from" text NOT NULL,
	"review_by" text NOT NULL,
	"adopted_at" timestamp (3) with time zone NOT NULL,
	"person_id" text NOT NULL,
	"seq" bigint NOT NULL,
	CONSTRAINT "terms_editions_pkey" PRIMARY KEY("board_id","terms_id","edition")
);
--> statement-breakpoint
CREATE TABLE "wordings" (
	"board_id" uuid NOT NULL,
	"ask_id" text NOT NULL,
	"version" integer NOT NULL,
	"text" text NOT NULL,
	"hash" text NOT NULL,
	"canon_version" integer NOT NULL,
	"change" text NOT NULL,
	"reason" text,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"issued_by" text NOT NULL,
	"seq" bigint NOT NULL,
	CONSTRAINT "wordings_pkey" PRIMARY KEY("board_id","ask_id","version"),
	CONSTRAINT "wordings_hash_is_sha256" CHECK ("wordings"."hash" ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
ALTER TABLE "accountability_lines" ADD CONSTRAINT "accountability_lines_board_id_fkey" FOREIGN KEY ("board_id") REFERENCES "public"."boards"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appointments" ADD CONSTRAINT "appointments_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appointments" ADD CONSTRAINT "appointments_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bodies" ADD CONSTRAINT "bodies_board_id_fkey" FOREIGN KEY ("board_id") REFERENCES "public"."boards"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enablers" ADD CONSTRAINT "enablers_board_id_fkey" FOREIGN KEY ("board_id") REFERENCES "public"."boards"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "milestones" ADD CONSTRAINT "milestones_board_id_fkey" FOREIGN KEY ("board_id") REFERENCES "public"."boards"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "milestones" ADD CONSTRAINT "milestones_programme_id_fkey" FOREIGN KEY ("board_id","programme_id") REFERENCES "public"."programmes"("board_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "milestones" ADD CONSTRAINT "milestones_workstream_id_fkey" FOREIGN KEY ("board_id","workstream_id") REFERENCES "public"."workstreams"("board_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pillars" ADD CONSTRAINT "pillars_board_id_fkey" FOREIGN KEY ("board_id") REFERENCES "public"."boards"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "programme_items" ADD CONSTRAINT "programme_items_programme_id_fkey" FOREIGN KEY ("board_id","programme_id") REFERENCES "public"."programmes"("board_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "programmes" ADD CONSTRAINT "programmes_board_id_fkey" FOREIGN KEY ("board_id") REFERENCES "public"."boards"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "programmes" ADD CONSTRAINT "programmes_parent_id_fkey" FOREIGN KEY ("board_id","parent_id") REFERENCES "public"."programmes"("board_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "progress_notes" ADD CONSTRAINT "progress_notes_board_id_fkey" FOREIGN KEY ("board_id") REFERENCES "public"."boards"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "roles" ADD CONSTRAINT "roles_board_id_fkey" FOREIGN KEY ("board_id") REFERENCES "public"."boards"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seats" ADD CONSTRAINT "seats_board_id_fkey" FOREIGN KEY ("board_id") REFERENCES "public"."boards"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seats" ADD CONSTRAINT "seats_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "public"."posts"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seats" ADD CONSTRAINT "seats_body_id_fkey" FOREIGN KEY ("board_id","body_id") REFERENCES "public"."bodies"("board_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workstreams" ADD CONSTRAINT "workstreams_programme_id_fkey" FOREIGN KEY ("board_id","programme_id") REFERENCES "public"."programmes"("board_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "document_clients" ADD CONSTRAINT "document_clients_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "public"."documents"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "document_projections" ADD CONSTRAINT "document_projections_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "public"."documents"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "document_snapshots" ADD CONSTRAINT "document_snapshots_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "public"."documents"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "document_updates" ADD CONSTRAINT "document_updates_document_id_fkey" FOREIGN KEY ("document_id") REFERENCES "public"."documents"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_board_id_fkey" FOREIGN KEY ("board_id") REFERENCES "public"."boards"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accepted_commands" ADD CONSTRAINT "accepted_commands_board_id_fkey" FOREIGN KEY ("board_id") REFERENCES "public"."boards"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "asks" ADD CONSTRAINT "asks_board_id_fkey" FOREIGN KEY ("board_id") REFERENCES "public"."boards"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_board_id_fkey" FOREIGN KEY ("board_id") REFERENCES "public"."boards"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_board_id_fkey" FOREIGN KEY ("board_id") REFERENCES "public"."boards"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ratings" ADD CONSTRAINT "ratings_board_id_fkey" FOREIGN KEY ("board_id") REFERENCES "public"."boards"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_off_events" ADD CONSTRAINT "sign_off_events_wording_fkey" FOREIGN KEY ("board_id","ask_id","wording_version") REFERENCES "public"."wordings"("board_id","ask_id","version") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "snapshots" ADD CONSTRAINT "snapshots_board_id_fkey" FOREIGN KEY ("board_id") REFERENCES "public"."boards"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "terms" ADD CONSTRAINT "terms_board_id_fkey" FOREIGN KEY ("board_id") REFERENCES "public"."boards"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "terms_editions" ADD CONSTRAINT "terms_editions_terms_id_fkey" FOREIGN KEY ("board_id","terms_id") REFERENCES "public"."terms"("board_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "terms_editions" ADD CONSTRAINT "terms_editions_decision_fkey" FOREIGN KEY ("board_id","decision_number") REFERENCES "public"."decisions"("board_id","number") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wordings" ADD CONSTRAINT "wordings_ask_id_fkey" FOREIGN KEY ("board_id","ask_id") REFERENCES "public"."asks"("board_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "appointments_person_id_idx" ON "appointments" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "sessions_person_id_idx" ON "sessions" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "document_clients_person_id_idx" ON "document_clients" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "ratings_subject_idx" ON "ratings" USING btree ("board_id","subject_kind","subject_id","seq");--> statement-breakpoint
CREATE INDEX "sign_off_events_cell_idx" ON "sign_off_events" USING btree ("board_id","ask_id","part","body_id","seq");