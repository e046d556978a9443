from renshi_sdk.db import sql_migration, tenant_table

ID = "recruiting_ai_0002"
VERSION = "1.38.0"
DESCRIPTION = (
    "screening profiles, headcount checks, channels with costs, stages, notes, messages, talent pool"
)

COMPANY = "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT"
APPLICATION = "application_id uuid {} REFERENCES recruiting_ai_application(id) ON DELETE CASCADE"
CANDIDATE = "candidate_id uuid NOT NULL REFERENCES recruiting_ai_candidate(id) ON DELETE CASCADE"

forwards = sql_migration(
    "recruiting_ai",
    ID,
    DESCRIPTION,
    [
        # --- what a job needs beside the interview
        "ALTER TABLE recruiting_ai_profile ADD COLUMN screening jsonb NULL, ADD COLUMN family text NULL,"
        " ADD COLUMN industry text NULL",
        tenant_table(
            "recruiting_ai_headcount",
            COMPANY,
            "department_id uuid NOT NULL REFERENCES core_department(id) ON DELETE RESTRICT",
            "position_id uuid NULL REFERENCES core_position(id) ON DELETE RESTRICT",
            "year integer NOT NULL CHECK (year BETWEEN 1 AND 9999)",
            "planned integer NOT NULL CHECK (planned BETWEEN 0 AND 99999)",
            "note text NULL",
            "set_by_name text NOT NULL",
            "UNIQUE NULLS NOT DISTINCT (tenant_id, department_id, position_id, year)",
        ),
        # --- the pipeline
        tenant_table(
            "recruiting_ai_pipeline",
            COMPANY,
            "name text NOT NULL CHECK (name <> '')",
            "family text NULL",
            "is_default boolean NOT NULL DEFAULT false",
            "UNIQUE (tenant_id, company_id, name)",
        ),
        "CREATE UNIQUE INDEX recruiting_ai_pipeline_default ON recruiting_ai_pipeline (tenant_id, company_id)"
        " WHERE is_default",
        "CREATE UNIQUE INDEX recruiting_ai_pipeline_family ON recruiting_ai_pipeline (tenant_id, company_id, family)"
        " WHERE family IS NOT NULL",
        tenant_table(
            "recruiting_ai_stage",
            COMPANY,
            "pipeline_id uuid NOT NULL REFERENCES recruiting_ai_pipeline(id) ON DELETE CASCADE",
            "position integer NOT NULL CHECK (position BETWEEN 1 AND 99)",
            "key text NOT NULL",
            "title text NOT NULL CHECK (title <> '')",
            "title_en text NULL",
            "kind text NOT NULL CHECK (kind IN"
            " ('new', 'screen', 'ai_interview', 'interview', 'offer', 'hired', 'rejected', 'withdrawn'))",
            "sla_days integer NULL CHECK (sla_days BETWEEN 1 AND 365)",
            "auto_invite boolean NOT NULL DEFAULT false",
            "UNIQUE (tenant_id, pipeline_id, key)",
        ),
        "ALTER TABLE recruiting_ai_requisition"
        " ADD COLUMN pipeline_id uuid NULL REFERENCES recruiting_ai_pipeline(id) ON DELETE RESTRICT,"
        " ADD COLUMN headcount_planned integer NULL, ADD COLUMN headcount_filled integer NULL,"
        " ADD COLUMN headcount_note text NULL, ADD COLUMN family text NULL, ADD COLUMN hours text NULL",
        "ALTER TABLE recruiting_ai_application"
        " ADD COLUMN stage_id uuid NULL REFERENCES recruiting_ai_stage(id) ON DELETE RESTRICT,"
        " ADD COLUMN campaign text NULL, ADD COLUMN next_action text NULL, ADD COLUMN next_action_on date NULL,"
        " ADD COLUMN owner_id uuid NULL REFERENCES core_employee(id) ON DELETE SET NULL,"
        " ADD COLUMN tags text[] NOT NULL DEFAULT '{}'",
        "CREATE INDEX recruiting_ai_application_board ON recruiting_ai_application"
        " (tenant_id, requisition_id, stage_id, stage_at)",
        "CREATE INDEX recruiting_ai_application_candidate ON recruiting_ai_application (tenant_id, candidate_id)",
        tenant_table(
            "recruiting_ai_move",
            COMPANY,
            APPLICATION.format("NOT NULL"),
            "from_stage_id uuid NULL REFERENCES recruiting_ai_stage(id) ON DELETE SET NULL",
            "to_stage_id uuid NULL REFERENCES recruiting_ai_stage(id) ON DELETE SET NULL",
            "from_stage text NULL",
            "to_stage text NOT NULL",
            "kind text NOT NULL",
            "reason text NULL",
            "moved_by uuid NULL",
            "moved_by_name text NOT NULL",
            "moved_at timestamptz NOT NULL",
        ),
        "CREATE INDEX recruiting_ai_move_application ON recruiting_ai_move (tenant_id, application_id, moved_at)",
        "CREATE INDEX recruiting_ai_move_kind ON recruiting_ai_move (tenant_id, company_id, kind, moved_at)",
        # --- what people write, promise and send
        tenant_table(
            "recruiting_ai_note",
            COMPANY,
            CANDIDATE,
            APPLICATION.format("NULL"),
            "words text NOT NULL CHECK (words <> '')",
            "mentions uuid[] NOT NULL DEFAULT '{}'",
            "author_id uuid NULL",
            "author_name text NOT NULL",
        ),
        "CREATE INDEX recruiting_ai_note_candidate ON recruiting_ai_note (tenant_id, candidate_id, created_at)",
        tenant_table(
            "recruiting_ai_task",
            COMPANY,
            CANDIDATE,
            APPLICATION.format("NULL"),
            "title text NOT NULL CHECK (title <> '')",
            "due_on date NULL",
            "assignee_id uuid NULL REFERENCES core_employee(id) ON DELETE SET NULL",
            "author_name text NOT NULL",
            "done_at timestamptz NULL",
            "done_by_name text NULL",
        ),
        "CREATE INDEX recruiting_ai_task_open ON recruiting_ai_task (tenant_id, company_id, due_on)"
        " WHERE done_at IS NULL",
        "CREATE INDEX recruiting_ai_task_candidate ON recruiting_ai_task (tenant_id, candidate_id)",
        tenant_table(
            "recruiting_ai_template",
            COMPANY,
            "key text NOT NULL",
            "locale text NOT NULL CHECK (locale IN ('zh-CN', 'en-US'))",
            "title text NOT NULL",
            "subject text NOT NULL CHECK (subject <> '')",
            "body text NOT NULL CHECK (body <> '')",
            "changed_by_name text NOT NULL",
            "UNIQUE (tenant_id, company_id, key, locale)",
        ),
        tenant_table(
            "recruiting_ai_message",
            COMPANY,
            CANDIDATE,
            APPLICATION.format("NULL"),
            "template text NULL",
            "channel text NOT NULL CHECK (channel IN ('mail', 'page'))",
            "sent_to text NULL",
            "subject text NOT NULL",
            "body text NOT NULL",
            "attachment bytea NULL",
            "state text NOT NULL CHECK (state IN ('queued', 'sent', 'failed', 'not_sent'))",
            "problem text NULL",
            "author_name text NOT NULL",
            "sent_at timestamptz NULL",
        ),
        "CREATE INDEX recruiting_ai_message_candidate ON recruiting_ai_message (tenant_id, candidate_id, created_at)",
        # --- channels and what they cost
        tenant_table(
            "recruiting_ai_channel",
            COMPANY,
            "key text NOT NULL CHECK (key ~ '^[a-z0-9_-]{1,40}$')",
            "title text NOT NULL CHECK (title <> '')",
            "kind text NOT NULL CHECK (kind IN"
            " ('careers', 'job_board', 'referral', 'agency', 'campus', 'social', 'other'))",
            "closed_at timestamptz NULL",
            "UNIQUE (tenant_id, company_id, key)",
        ),
        tenant_table(
            "recruiting_ai_channel_cost",
            COMPANY,
            "channel_id uuid NOT NULL REFERENCES recruiting_ai_channel(id) ON DELETE CASCADE",
            "requisition_id uuid NULL REFERENCES recruiting_ai_requisition(id) ON DELETE SET NULL",
            "from_on date NOT NULL",
            "until_on date NOT NULL",
            "amount numeric(12,2) NOT NULL CHECK (amount >= 0)",
            "note text NULL",
            "entered_by_name text NOT NULL",
            "CHECK (until_on >= from_on)",
        ),
        "CREATE INDEX recruiting_ai_channel_cost_channel ON recruiting_ai_channel_cost"
        " (tenant_id, channel_id, from_on)",
        # --- the talent pool: one person over several applications
        "ALTER TABLE recruiting_ai_candidate"
        " ADD COLUMN phone_index bytea NULL, ADD COLUMN email_index bytea NULL, ADD COLUMN name_key text NULL,"
        " ADD COLUMN school text NULL, ADD COLUMN school_key text NULL, ADD COLUMN city text NULL,"
        " ADD COLUMN years numeric(4,1) NULL, ADD COLUMN degree text NULL,"
        " ADD COLUMN skills text[] NOT NULL DEFAULT '{}', ADD COLUMN tags text[] NOT NULL DEFAULT '{}',"
        " ADD COLUMN source text NULL, ADD COLUMN keep_until date NULL, ADD COLUMN pool_consent_at timestamptz NULL,"
        " ADD COLUMN do_not_contact boolean NOT NULL DEFAULT false, ADD COLUMN do_not_contact_reason text NULL,"
        " ADD COLUMN merged_into uuid NULL REFERENCES recruiting_ai_candidate(id) ON DELETE SET NULL",
        "CREATE INDEX recruiting_ai_candidate_phone_index ON recruiting_ai_candidate"
        " (tenant_id, company_id, phone_index) WHERE phone_index IS NOT NULL",
        "CREATE INDEX recruiting_ai_candidate_email_index ON recruiting_ai_candidate"
        " (tenant_id, company_id, email_index) WHERE email_index IS NOT NULL",
        "CREATE INDEX recruiting_ai_candidate_school ON recruiting_ai_candidate"
        " (tenant_id, company_id, name_key, school_key) WHERE school_key IS NOT NULL",
        "CREATE INDEX recruiting_ai_candidate_merged ON recruiting_ai_candidate (tenant_id, merged_into)"
        " WHERE merged_into IS NOT NULL",
        "CREATE INDEX recruiting_ai_candidate_skills ON recruiting_ai_candidate USING gin (skills)",
        "CREATE INDEX recruiting_ai_candidate_city ON recruiting_ai_candidate (tenant_id, company_id, city, years)",
        # Who asked never to be written to stays known by a keyed hash alone, also after erasure.
        tenant_table(
            "recruiting_ai_suppressed",
            COMPANY,
            "contact_index bytea NOT NULL",
            "UNIQUE (tenant_id, company_id, contact_index)",
        ),
        tenant_table(
            "recruiting_ai_merge",
            COMPANY,
            "kept_id uuid NOT NULL REFERENCES recruiting_ai_candidate(id) ON DELETE CASCADE",
            "merged_id uuid NOT NULL REFERENCES recruiting_ai_candidate(id) ON DELETE CASCADE",
            "reasons text NOT NULL",
            "before jsonb NOT NULL",
            "merged_by_name text NOT NULL",
            "merged_at timestamptz NOT NULL",
            "undone_by_name text NULL",
            "undone_at timestamptz NULL",
        ),
        "CREATE INDEX recruiting_ai_merge_kept ON recruiting_ai_merge (tenant_id, kept_id)",
        # Two people who look alike and are not one: not suggested again. The smaller id stands first.
        tenant_table(
            "recruiting_ai_distinct",
            COMPANY,
            "first_id uuid NOT NULL REFERENCES recruiting_ai_candidate(id) ON DELETE CASCADE",
            "second_id uuid NOT NULL REFERENCES recruiting_ai_candidate(id) ON DELETE CASCADE",
            "said_by_name text NOT NULL",
            "CHECK (first_id <= second_id)",
            "UNIQUE (tenant_id, first_id, second_id)",
        ),
    ],
)
