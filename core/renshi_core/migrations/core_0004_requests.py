from renshi_sdk.db import sql_migration, tenant_table

ID = "core_0004"
VERSION = "1.38.0"
DESCRIPTION = "requests, their approval, and the flows that companies set for themselves"

forwards = sql_migration(
    "core",
    ID,
    DESCRIPTION,
    [
        tenant_table(
            "core_flow",
            "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT",
            "kind text NOT NULL",
            "version integer NOT NULL CHECK (version > 0)",
            # NULL: back to the kind's own flow.
            "flow jsonb NULL",
            "changed_by text NOT NULL",
            "UNIQUE (company_id, kind, version)",
            append_only=True,
        ),
        tenant_table(
            "core_request",
            "number text NOT NULL",
            "kind text NOT NULL",
            "plugin text NOT NULL",
            "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT",
            "employee_id uuid NOT NULL REFERENCES core_employee(id) ON DELETE RESTRICT",
            "state text NOT NULL CHECK (state IN ('pending', 'returned', 'approved', 'rejected', 'withdrawn'))",
            "form jsonb NOT NULL",
            "summary_zh text NOT NULL",
            "summary_en text NOT NULL",
            "submitted_at timestamptz NOT NULL",
            "submitted_by uuid NULL",
            "submitter_id uuid NULL REFERENCES core_employee(id) ON DELETE RESTRICT",
            "decided_at timestamptz NULL",
            "version integer NOT NULL DEFAULT 1",
            "round integer NOT NULL DEFAULT 1",
            # The flow it started with, which it finishes on whatever the company changes meanwhile.
            "flow jsonb NOT NULL",
            "flow_version integer NOT NULL",
            "UNIQUE (number, tenant_id)",
        ),
        "CREATE INDEX core_request_employee ON core_request (employee_id, submitted_at DESC)",
        "CREATE INDEX core_request_submitter ON core_request (submitter_id, submitted_at DESC)",
        "CREATE INDEX core_request_company ON core_request (company_id, submitted_at DESC, id DESC)",
        tenant_table(
            "core_request_step",
            "request_id uuid NOT NULL REFERENCES core_request(id) ON DELETE RESTRICT",
            "round integer NOT NULL",
            "index integer NOT NULL",
            "title text NOT NULL",
            "mode text NOT NULL CHECK (mode IN ('any', 'all'))",
            "state text NOT NULL"
            " CHECK (state IN ('waiting', 'approved', 'rejected', 'returned', 'skipped', 'void'))",
            "closed_at timestamptz NULL",
            "due_at timestamptz NULL",
            "reminded_at timestamptz NULL",
            "UNIQUE (request_id, round, index)",
        ),
        # One gate is open at a time, whatever a fault in the engine might try.
        "CREATE UNIQUE INDEX core_request_step_open ON core_request_step (request_id) WHERE state = 'waiting'",
        "CREATE INDEX core_request_step_due ON core_request_step (due_at) WHERE state = 'waiting'"
        " AND due_at IS NOT NULL",
        tenant_table(
            "core_request_approver",
            "request_id uuid NOT NULL REFERENCES core_request(id) ON DELETE RESTRICT",
            "step_id uuid NOT NULL REFERENCES core_request_step(id) ON DELETE RESTRICT",
            "employee_id uuid NOT NULL REFERENCES core_employee(id) ON DELETE RESTRICT",
            "state text NOT NULL CHECK (state IN"
            " ('waiting', 'approved', 'rejected', 'returned', 'delegated', 'escalated', 'void'))",
            "decided_at timestamptz NULL",
            "stands_for uuid NULL REFERENCES core_employee(id) ON DELETE RESTRICT",
            "UNIQUE (step_id, employee_id)",
        ),
        "CREATE INDEX core_request_approver_waiting ON core_request_approver (employee_id)"
        " WHERE state = 'waiting'",
        "CREATE INDEX core_request_approver_request ON core_request_approver (request_id, employee_id)",
        tenant_table(
            "core_request_event",
            "request_id uuid NOT NULL REFERENCES core_request(id) ON DELETE RESTRICT",
            "at timestamptz NOT NULL",
            "version integer NOT NULL",
            "action text NOT NULL",
            "actor_name text NOT NULL",
            "actor_employee_id uuid NULL",
            "step text NULL",
            "comment text NULL",
            "detail jsonb NOT NULL DEFAULT '{}'",
            append_only=True,
        ),
        "CREATE INDEX core_request_event_request ON core_request_event (request_id, at)",
    ],
)
