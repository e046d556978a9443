from renshi_sdk.db import sql_migration, tenant_table

ID = "core_0011"
VERSION = "1.38.0"
DESCRIPTION = "requests: signers, order, substitutes, copies, comments, attachments, cancelling"

EMPLOYEE = "REFERENCES core_employee(id) ON DELETE RESTRICT"
REQUEST = "request_id uuid NOT NULL REFERENCES core_request(id) ON DELETE RESTRICT"

forwards = sql_migration(
    "core",
    ID,
    DESCRIPTION,
    [
        "ALTER TABLE core_request DROP CONSTRAINT core_request_state_check",
        "ALTER TABLE core_request ADD CONSTRAINT core_request_state_check CHECK (state IN"
        " ('pending', 'returned', 'approved', 'rejected', 'withdrawn', 'cancelled'))",
        # Whom the requester named for a step, by the step's title.
        "ALTER TABLE core_request ADD COLUMN choices jsonb NOT NULL DEFAULT '{}'",
        "ALTER TABLE core_request ADD CONSTRAINT core_request_effective CHECK"
        " (state NOT IN ('approved', 'cancelled') OR decided_at IS NOT NULL)",
        "CREATE INDEX core_request_kind ON core_request (company_id, kind, submitted_at DESC)",
        "CREATE INDEX core_request_state ON core_request (company_id, state, submitted_at DESC)",
        "ALTER TABLE core_request_step DROP CONSTRAINT core_request_step_mode_check",
        "ALTER TABLE core_request_step ADD CONSTRAINT core_request_step_mode_check"
        " CHECK (mode IN ('any', 'all', 'in_order'))",
        # By the platform's clock; steps from before have none and don't count in reports of time.
        "ALTER TABLE core_request_step ADD COLUMN opened_at timestamptz NULL",
        # When its time ran out; set once, so that what happens then happens once.
        "ALTER TABLE core_request_step ADD COLUMN expired_at timestamptz NULL",
        "ALTER TABLE core_request_approver DROP CONSTRAINT core_request_approver_state_check",
        "ALTER TABLE core_request_approver ADD CONSTRAINT core_request_approver_state_check CHECK (state IN"
        " ('upcoming', 'waiting', 'approved', 'rejected', 'returned', 'delegated', 'escalated', 'void'))",
        # A signer who was added has to agree whatever the mode of the gate.
        "ALTER TABLE core_request_approver ADD COLUMN must boolean NOT NULL DEFAULT false",
        # Whose agreement comes first; the part begins to wait then.
        "ALTER TABLE core_request_approver ADD COLUMN after_id uuid NULL"
        " REFERENCES core_request_approver(id) ON DELETE RESTRICT",
        "ALTER TABLE core_request_approver ADD COLUMN how text NOT NULL DEFAULT 'flow'"
        " CHECK (how IN ('flow', 'merged', 'delegate', 'substitute', 'escalate', 'signer', 'kept'))",
        tenant_table(
            "core_request_copy",
            REQUEST,
            f"employee_id uuid NOT NULL {EMPLOYEE}",
            "reason text NOT NULL",
            "UNIQUE (request_id, employee_id)",
        ),
        "CREATE INDEX core_request_copy_employee ON core_request_copy (employee_id, created_at DESC)",
        tenant_table(
            "core_request_comment",
            REQUEST,
            f"employee_id uuid NULL {EMPLOYEE}",
            "author text NOT NULL",
            "at timestamptz NOT NULL",
            "body text NOT NULL CHECK (length(body) BETWEEN 1 AND 2000)",
            "mentions uuid[] NOT NULL DEFAULT '{}'",
        ),
        "CREATE INDEX core_request_comment_request ON core_request_comment (request_id, at)",
        "CREATE INDEX core_request_comment_employee ON core_request_comment (employee_id)",
        tenant_table(
            "core_request_attachment",
            REQUEST,
            "file_id uuid NOT NULL REFERENCES core_file(id) ON DELETE RESTRICT",
            f"employee_id uuid NULL {EMPLOYEE}",
            "author text NOT NULL",
            "name text NOT NULL",
            "media_type text NOT NULL",
            "size bigint NOT NULL",
            "at timestamptz NOT NULL",
            "UNIQUE (request_id, file_id)",
        ),
        "CREATE INDEX core_request_attachment_employee ON core_request_attachment (employee_id)",
        tenant_table(
            "core_substitute",
            f"employee_id uuid NOT NULL {EMPLOYEE}",
            f"substitute_id uuid NOT NULL {EMPLOYEE}",
            # NULL: whenever the person is on leave; else from this day to that, both included.
            "from_day date NULL",
            "until_day date NULL",
            "kinds text[] NULL",
            "note text NOT NULL DEFAULT ''",
            "made_by text NOT NULL",
            "ended_at timestamptz NULL",
            "CHECK (employee_id <> substitute_id)",
            "CHECK ((from_day IS NULL) = (until_day IS NULL))",
            "CHECK (until_day >= from_day)",
        ),
        "CREATE INDEX core_substitute_employee ON core_substitute (employee_id) WHERE ended_at IS NULL",
        "CREATE INDEX core_substitute_substitute ON core_substitute (substitute_id)",
    ],
)
