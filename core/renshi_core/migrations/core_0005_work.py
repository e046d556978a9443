from renshi_core.db.ddl import open_to_system, system_table
from renshi_sdk.db import sql_migration, tenant_table

ID = "core_0005"
VERSION = "1.38.0"
DESCRIPTION = "events and their deliveries, jobs, schedules, notices, files"

COMPANY = "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT"

# What every queue table has (renshi_core.jobs.queue_table). `attempts` counts starts, `failures` those that
# ended with an error; the difference is how often a worker died with it.
QUEUE = (
    "attempts integer NOT NULL DEFAULT 0",
    "failures integer NOT NULL DEFAULT 0",
    "next_at timestamptz NOT NULL DEFAULT now()",
    "lease_until timestamptz NULL",
    "lease_token uuid NULL",
    "error text NULL",
    "finished_at timestamptz NULL",
)
LEASED = "CHECK (state <> 'running' OR (lease_until IS NOT NULL AND lease_token IS NOT NULL))"
# Rows of a queue die young and often, so vacuum may not wait for a fifth of the table.
BUSY = (
    "ALTER TABLE {} SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02,"
    " autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_cost_limit = 1000)"
)

forwards = sql_migration(
    "core",
    ID,
    DESCRIPTION,
    [
        # --- events --------------------------------------------------------------------------------
        tenant_table(
            "core_event",
            COMPANY,
            "name text NOT NULL",
            "payload jsonb NOT NULL",
            "plugin text NULL",
            "actor_kind text NOT NULL",
            "actor_name text NOT NULL",
            "actor_id uuid NULL",
            "request_id text NOT NULL DEFAULT ''",
            "occurred_at timestamptz NOT NULL",
            "fanned_out_at timestamptz NULL",
        ),
        "CREATE INDEX core_event_waiting ON core_event (id) WHERE fanned_out_at IS NULL",
        "CREATE INDEX core_event_company ON core_event (tenant_id, company_id, occurred_at)",
        # The payload may hold decided values such as a salary, so it stays behind the wall.
        open_to_system(
            "core_event",
            "SELECT (id, tenant_id, company_id, name, occurred_at, fanned_out_at), UPDATE (fanned_out_at)",
        ),
        BUSY.format("core_event"),
        system_table(
            "core_subscription",
            "name text PRIMARY KEY",
            "event text NOT NULL",
            "plugin text NOT NULL",
            "seen_at timestamptz NOT NULL",
        ),
        tenant_table(
            "core_delivery",
            COMPANY,
            "event_id uuid NOT NULL REFERENCES core_event(id) ON DELETE CASCADE",
            "subscription text NOT NULL",
            "plugin text NOT NULL",
            "state text NOT NULL DEFAULT 'pending'"
            " CHECK (state IN ('pending', 'running', 'done', 'failed', 'parked', 'skipped'))",
            *QUEUE,
            "UNIQUE (event_id, subscription)",
            LEASED,
        ),
        "CREATE INDEX core_delivery_due ON core_delivery (next_at) WHERE state = 'pending'",
        "CREATE INDEX core_delivery_leased ON core_delivery (lease_until) WHERE state = 'running'",
        "CREATE INDEX core_delivery_parked ON core_delivery (plugin, company_id) WHERE state = 'parked'",
        "CREATE INDEX core_delivery_troubled ON core_delivery (tenant_id, company_id, state, next_at)"
        " WHERE state IN ('failed', 'parked')",
        "CREATE INDEX core_delivery_finished ON core_delivery (tenant_id, company_id, finished_at)"
        " WHERE state IN ('done', 'skipped')",
        open_to_system("core_delivery", "SELECT, INSERT, UPDATE"),
        BUSY.format("core_delivery"),
        # --- jobs ----------------------------------------------------------------------------------
        tenant_table(
            "core_job",
            COMPANY,
            "name text NOT NULL",
            "plugin text NOT NULL",
            "queue text NOT NULL",
            "params jsonb NOT NULL DEFAULT '{}'",
            "key text NULL",
            "state text NOT NULL DEFAULT 'queued'"
            " CHECK (state IN ('queued', 'running', 'parked', 'succeeded', 'failed', 'cancelled'))",
            "done integer NOT NULL DEFAULT 0",
            "total integer NULL",
            "message_zh text NULL",
            "message_en text NULL",
            "result jsonb NULL",
            "cancel_requested boolean NOT NULL DEFAULT false",
            "actor_kind text NOT NULL",
            "actor_name text NOT NULL",
            "actor_id uuid NULL",
            "actor_employee_id uuid NULL",
            "request_id text NOT NULL DEFAULT ''",
            "locale text NOT NULL DEFAULT 'zh-CN'",
            "started_at timestamptz NULL",
            *QUEUE,
            LEASED,
        ),
        "CREATE UNIQUE INDEX core_job_key ON core_job (tenant_id, company_id, name, key)"
        " WHERE key IS NOT NULL AND state IN ('queued', 'running', 'parked')",
        "CREATE INDEX core_job_due ON core_job (queue, next_at) WHERE state = 'queued'",
        "CREATE INDEX core_job_leased ON core_job (lease_until) WHERE state = 'running'",
        "CREATE INDEX core_job_parked ON core_job (plugin, company_id) WHERE state = 'parked'",
        "CREATE INDEX core_job_list ON core_job (tenant_id, company_id, created_at, id)",
        # Parameters and results stay behind the wall.
        open_to_system(
            "core_job",
            "SELECT (id, tenant_id, company_id, name, plugin, queue, key, state, done, total, cancel_requested,"
            " started_at, attempts, failures, next_at, lease_until, lease_token, error, finished_at, created_at),"
            " UPDATE (state, done, total, message_zh, message_en, started_at, attempts, failures, next_at,"
            " lease_until, lease_token, error, finished_at),"
            " INSERT (id, tenant_id, created_at, company_id, name, plugin, queue, key, state, actor_kind,"
            " actor_name, next_at)",
        ),
        BUSY.format("core_job"),
        tenant_table(
            "core_job_step",
            "job_id uuid NOT NULL REFERENCES core_job(id) ON DELETE CASCADE",
            "key text NOT NULL",
            "UNIQUE (job_id, key)",
        ),
        tenant_table(
            "core_schedule_run",
            COMPANY,
            "schedule text NOT NULL",
            "fire_at timestamptz NOT NULL",
            "job_id uuid NULL",
            "UNIQUE (tenant_id, company_id, schedule, fire_at)",
        ),
        open_to_system("core_schedule_run", "SELECT, INSERT"),
        # --- notices -------------------------------------------------------------------------------
        tenant_table(
            "core_notice",
            COMPANY,
            "employee_id uuid NOT NULL REFERENCES core_employee(id) ON DELETE RESTRICT",
            "plugin text NULL",
            "kind text NOT NULL",
            "title_zh text NOT NULL",
            "title_en text NOT NULL",
            "body_zh text NOT NULL",
            "body_en text NOT NULL",
            "link text NULL",
            "key text NULL",
            "read_at timestamptz NULL",
        ),
        "CREATE UNIQUE INDEX core_notice_key ON core_notice (tenant_id, employee_id, key) WHERE key IS NOT NULL",
        "CREATE INDEX core_notice_inbox ON core_notice (employee_id, created_at, id)",
        "CREATE INDEX core_notice_unread ON core_notice (employee_id) WHERE read_at IS NULL",
        tenant_table(
            "core_notice_delivery",
            COMPANY,
            "notice_id uuid NOT NULL UNIQUE REFERENCES core_notice(id) ON DELETE CASCADE",
            "state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'running', 'sent', 'inbox'))",
            "channel text NULL",
            "tried jsonb NOT NULL DEFAULT '[]'",
            *QUEUE,
            LEASED,
        ),
        "CREATE INDEX core_notice_delivery_due ON core_notice_delivery (next_at) WHERE state = 'pending'",
        "CREATE INDEX core_notice_delivery_leased ON core_notice_delivery (lease_until) WHERE state = 'running'",
        open_to_system("core_notice_delivery", "SELECT, UPDATE"),
        BUSY.format("core_notice_delivery"),
        # --- files ---------------------------------------------------------------------------------
        tenant_table(
            "core_file",
            COMPANY,
            "plugin text NULL",
            "name text NOT NULL",
            "media_type text NOT NULL",
            "size bigint NOT NULL CHECK (size >= 0)",
            "sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$')",
            "keep_until date NULL",
            "created_by uuid NULL",
            "employee_id uuid NULL REFERENCES core_employee(id) ON DELETE RESTRICT",
        ),
        "CREATE INDEX core_file_company ON core_file (tenant_id, company_id, created_at)",
        "CREATE INDEX core_file_expiring ON core_file (tenant_id, keep_until) WHERE keep_until IS NOT NULL",
        "CREATE INDEX core_file_employee ON core_file (employee_id) WHERE employee_id IS NOT NULL",
    ],
)
