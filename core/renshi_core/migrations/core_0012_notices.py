from renshi_sdk.db import sql_migration, tenant_table

ID = "core_0012"
VERSION = "1.38.0"
DESCRIPTION = "notices: people's choices, quiet hours, digests, templates, falling back when unread"

EMPLOYEE = "employee_id uuid NOT NULL REFERENCES core_employee(id) ON DELETE RESTRICT"
COMPANY = "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT"

forwards = sql_migration(
    "core",
    ID,
    DESCRIPTION,
    [
        "ALTER TABLE core_notice ADD COLUMN urgent boolean NOT NULL DEFAULT false",
        "ALTER TABLE core_notice ADD COLUMN attachments uuid[] NOT NULL DEFAULT '{}'",
        "CREATE INDEX core_notice_listing ON core_notice (company_id, created_at DESC, id DESC)",
        "ALTER TABLE core_notice_delivery DROP CONSTRAINT core_notice_delivery_state_check",
        "ALTER TABLE core_notice_delivery ADD CONSTRAINT core_notice_delivery_state_check"
        " CHECK (state IN ('pending', 'running', 'sent', 'inbox', 'digested'))",
        # Why it waits: until quiet hours are over, or for the person's digest.
        "ALTER TABLE core_notice_delivery ADD COLUMN held text NULL CHECK (held IN ('quiet', 'digest'))",
        "ALTER TABLE core_notice_delivery ADD COLUMN digest_id uuid NULL"
        " REFERENCES core_notice(id) ON DELETE SET NULL",
        # When the next channel is tried because nobody has read it.
        "ALTER TABLE core_notice_delivery ADD COLUMN fallback_at timestamptz NULL",
        "CREATE INDEX core_notice_delivery_fallback ON core_notice_delivery (company_id, fallback_at)"
        " WHERE fallback_at IS NOT NULL",
        tenant_table(
            "core_notice_person",
            EMPLOYEE,
            # NULL: as the company has it.
            "quiet_from time NULL",
            "quiet_until time NULL",
            "quiet_own boolean NOT NULL DEFAULT false",
            "digest text NOT NULL DEFAULT 'off' CHECK (digest IN ('off', 'daily', 'weekly'))",
            "digest_hour integer NOT NULL DEFAULT 9 CHECK (digest_hour BETWEEN 0 AND 23)",
            "digest_weekday integer NOT NULL DEFAULT 1 CHECK (digest_weekday BETWEEN 1 AND 7)",
            "locale text NULL CHECK (locale IN ('zh-CN', 'en-US'))",
            "UNIQUE (employee_id)",
            "CHECK ((quiet_from IS NULL) = (quiet_until IS NULL))",
        ),
        tenant_table(
            "core_notice_off",
            EMPLOYEE,
            # '*': every kind.
            "kind text NOT NULL",
            "channel text NOT NULL",
            "UNIQUE (employee_id, kind, channel)",
        ),
        tenant_table(
            "core_notice_company",
            COMPANY,
            "quiet_from time NULL",
            "quiet_until time NULL",
            "mandatory_kinds text[] NOT NULL DEFAULT '{}'",
            "urgent_kinds text[] NOT NULL DEFAULT '{}'",
            "fallback_minutes integer NULL CHECK (fallback_minutes BETWEEN 5 AND 10080)",
            "UNIQUE (company_id)",
            "CHECK ((quiet_from IS NULL) = (quiet_until IS NULL))",
        ),
        tenant_table(
            "core_notice_template",
            COMPANY,
            "kind text NOT NULL",
            "title_zh text NOT NULL",
            "title_en text NOT NULL",
            "body_zh text NOT NULL",
            "body_en text NOT NULL",
            "changed_by text NOT NULL",
            "changed_at timestamptz NOT NULL",
            "UNIQUE (company_id, kind)",
        ),
    ],
)
