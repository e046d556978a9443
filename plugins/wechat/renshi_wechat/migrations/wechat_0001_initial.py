"""Accounts, bindings, messages in and out, and what a conversation remembers."""

from renshi_sdk.db import sql_migration, tenant_table

ID = "wechat_0001"
VERSION = "1.38.0"
DESCRIPTION = "accounts, bindings, messages and conversations"

_COMPANY = "company_id uuid NOT NULL REFERENCES core_company(id) ON DELETE RESTRICT"
_ACCOUNT = "account_id uuid NOT NULL REFERENCES wechat_account(id) ON DELETE RESTRICT"
_EMPLOYEE = "employee_id uuid NOT NULL REFERENCES core_employee(id) ON DELETE RESTRICT"

forwards = sql_migration(
    "wechat",
    ID,
    DESCRIPTION,
    [
        tenant_table(
            "wechat_account",
            _COMPANY,
            "name text NOT NULL",
            "appid text NOT NULL",
            "token_sealed bytea NOT NULL",
            "secret_sealed bytea NOT NULL",
            # NULL is the plain mode of WeChat's test accounts.
            "aes_key_sealed bytea NULL",
            "state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'disabled'))",
            "paused_until timestamptz NULL",
            "trouble text NULL",
            "template_id text NULL",
            "template_fields jsonb NOT NULL DEFAULT '{}'",
            "custom_off_until timestamptz NULL",
            "template_off_until timestamptz NULL",
            "UNIQUE (tenant_id, company_id, appid)",
        ),
        tenant_table(
            "wechat_binding",
            _COMPANY,
            _ACCOUNT,
            _EMPLOYEE,
            "openid text NOT NULL",
            "unionid text NULL",
            "status text NOT NULL CHECK (status IN ('active', 'unsubscribed', 'stale', 'ended'))",
            "ended_at timestamptz NULL",
            "ended_reason text NULL",
        ),
        "CREATE UNIQUE INDEX wechat_binding_openid ON wechat_binding (account_id, openid) WHERE "
        "status <> 'ended'",
        "CREATE UNIQUE INDEX wechat_binding_employee ON wechat_binding (account_id, employee_id) "
        "WHERE status <> 'ended'",
        "CREATE INDEX wechat_binding_by_employee ON wechat_binding (employee_id)",
        tenant_table(
            "wechat_binding_code",
            _COMPANY,
            _EMPLOYEE,
            "code_index bytea NOT NULL",
            "expires_at timestamptz NOT NULL",
            "attempts_left integer NOT NULL CHECK (attempts_left >= 0)",
            "used_at timestamptz NULL",
            "UNIQUE (employee_id)",
        ),
        tenant_table(
            "wechat_inbound",
            _COMPANY,
            _ACCOUNT,
            "openid text NOT NULL",
            # MsgId, or FromUserName:CreateTime:Event. The unique index is what makes three sends one effect.
            "dedupe_key text NOT NULL",
            "kind text NOT NULL",
            "event text NOT NULL DEFAULT ''",
            "outcome text NOT NULL DEFAULT 'received'",
            "content_sealed bytea NULL",
            "reply_sealed bytea NULL",
            "UNIQUE (account_id, dedupe_key)",
        ),
        "CREATE INDEX wechat_inbound_user ON wechat_inbound (account_id, openid, created_at)",
        tenant_table(
            "wechat_window",
            _ACCOUNT,
            "openid text NOT NULL",
            "kind text NOT NULL CHECK (kind IN ('message', 'tap'))",
            "closes_at timestamptz NOT NULL",
            "remaining integer NOT NULL",
            "UNIQUE (account_id, openid, kind)",
        ),
        tenant_table(
            "wechat_draft",
            _COMPANY,
            _ACCOUNT,
            _EMPLOYEE,
            "openid text NOT NULL",
            "content jsonb NOT NULL",
            "state text NOT NULL CHECK (state IN ('open', 'submitted', 'cancelled', 'replaced'))",
            "expires_at timestamptz NOT NULL",
            "request_id uuid NULL REFERENCES core_request(id) ON DELETE RESTRICT",
        ),
        "CREATE UNIQUE INDEX wechat_draft_open ON wechat_draft (account_id, openid) WHERE state = 'open'",
        tenant_table(
            "wechat_approval_code",
            _COMPANY,
            _EMPLOYEE,
            "request_id uuid NOT NULL REFERENCES core_request(id) ON DELETE RESTRICT",
            "request_version integer NOT NULL",
            "code text NOT NULL",
            "expires_at timestamptz NOT NULL",
            "UNIQUE (employee_id, code)",
            "UNIQUE (employee_id, request_id)",
        ),
        tenant_table(
            "wechat_outbound",
            _COMPANY,
            _ACCOUNT,
            "employee_id uuid NULL REFERENCES core_employee(id) ON DELETE RESTRICT",
            "openid text NOT NULL",
            "purpose text NOT NULL CHECK (purpose IN ('notice', 'reply'))",
            "topic text NOT NULL",
            # The notice's id, or the inbound message's for a reply: one row, so one send, for each.
            "source_id uuid NOT NULL",
            "api text NOT NULL CHECK (api IN ('custom', 'template', 'none'))",
            "state text NOT NULL CHECK (state IN "
            "('pending', 'sending', 'sent', 'delivered', 'failed', 'undeliverable', 'unknown'))",
            "errcode integer NULL",
            "detail text NOT NULL DEFAULT ''",
            "msgid text NULL",
            "content_sealed bytea NULL",
            "finished_at timestamptz NULL",
            "UNIQUE (account_id, source_id)",
        ),
        "CREATE INDEX wechat_outbound_msgid ON wechat_outbound (account_id, msgid) WHERE msgid IS NOT NULL",
        "CREATE INDEX wechat_outbound_time ON wechat_outbound (company_id, created_at)",
    ],
)
