"""People outside the company who write to an account, and letters to them."""

from renshi_sdk.db import sql_migration, tenant_table

ID = "wechat_0002"
VERSION = "1.38.0"
DESCRIPTION = "people outside the company, bound by a one-time code"

forwards = sql_migration(
    "wechat",
    ID,
    DESCRIPTION,
    [
        tenant_table(
            "wechat_guest",
            "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT",
            "account_id uuid NOT NULL REFERENCES wechat_account(id) ON DELETE RESTRICT",
            "openid text NOT NULL",
            # The key another plugin knows them by; who that is stands there alone.
            "outsider text NOT NULL CHECK (outsider ~ '^[a-z][a-z0-9_]*[.]')",
            "status text NOT NULL CHECK (status IN ('active', 'unsubscribed', 'stale'))",
            "UNIQUE (account_id, openid)",
            "UNIQUE (account_id, outsider)",
        ),
        "CREATE INDEX wechat_guest_outsider ON wechat_guest (company_id, outsider)",
        "ALTER TABLE wechat_outbound DROP CONSTRAINT wechat_outbound_purpose_check,"
        " ADD CHECK (purpose IN ('notice', 'reply', 'letter'))",
    ],
)
