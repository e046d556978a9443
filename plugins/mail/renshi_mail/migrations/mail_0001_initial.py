from renshi_sdk.db import sql_migration, tenant_table

ID = "mail_0001"
VERSION = "1.38.0"
DESCRIPTION = "the company's mail account, and what became of each message"

COMPANY = "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT"

forwards = sql_migration(
    "mail",
    ID,
    DESCRIPTION,
    [
        tenant_table(
            "mail_account",
            COMPANY,
            "host text NOT NULL",
            "port integer NOT NULL CHECK (port BETWEEN 1 AND 65535)",
            "security text NOT NULL CHECK (security IN ('tls', 'starttls', 'none'))",
            "username text NULL",
            "secret bytea NULL",
            "from_address text NOT NULL",
            "from_name text NOT NULL",
            "base_url text NULL",
            "authority text NULL",
            "tested_at timestamptz NULL",
            "UNIQUE (company_id)",
        ),
        tenant_table(
            "mail_message",
            COMPANY,
            # Without a foreign key: a notice goes after a year or when its person is erased.
            "notice_id uuid NOT NULL",
            "employee_id uuid NOT NULL REFERENCES core_employee(id) ON DELETE RESTRICT",
            "address text NOT NULL",
            "state text NOT NULL CHECK (state IN ('sent', 'failed', 'bounced'))",
            "message_id text NOT NULL",
            "reason text NOT NULL DEFAULT ''",
            "at timestamptz NOT NULL",
            # A bounced address is left alone until somebody clears it or the address changes.
            "cleared_at timestamptz NULL",
            "UNIQUE (tenant_id, notice_id)",
        ),
        "CREATE INDEX mail_message_company ON mail_message (company_id, at DESC, id DESC)",
        "CREATE INDEX mail_message_bounced ON mail_message (employee_id, address)"
        " WHERE state = 'bounced' AND cleared_at IS NULL",
        "CREATE INDEX mail_message_employee ON mail_message (employee_id)",
    ],
)
