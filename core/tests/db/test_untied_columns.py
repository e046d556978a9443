"""A column with an id is tied to its table by a key that holds the tenant, or stands here with the reason it isn't."""

from __future__ import annotations

import asyncpg

from renshi_core.testing.harness import CoreHarness

ACTOR = (
    "the account, key or employee that acted, written by the platform from the actor; kept when they are gone"
)
OWN = "an id of this table's own that several rows share, or a lease's token: it names no row elsewhere"
EITHER = "names a row of one of several tables, chosen by another column; written by the platform alone"
LIST = "a list of ids, which PostgreSQL has no keys for; its service looks each of them up behind the wall"
EVENT = (
    "handed over by the core or another plugin in an event or a call, which told its own tenant's ids alone"
)
CHECKED = "its service reads the row behind the wall before it writes"
LATER = "the two rows name one another, or the row may go before this one; written by the platform"
SLIP = "kept by a trigger once a statement (docs/adr/0014)"

BY_NAME = r"(_by|^(job|actor|actor_employee)_id|^lease_token)$"
"""Who acted, the job that did it, a lease: named alike everywhere and written by the platform. A job's row is cleaned
away after a while, what it made stays."""
UNTIED: dict[str, dict[str, str]] = {
    ACTOR: {
        "core_headcount_plan": "submitter_id",
        "payroll_dispute_message": "author_id",
        "recruiting_ai_note": "author_id",
        "recruiting_ai_opened": "reader_id",
        "recruiting_ai_rating": "rater_id",
        "reporting_board": "owner_id",
        "reporting_export": "owner_id",
        "reporting_favourite": "owner_id",
        "reporting_report": "owner_id",
        "reporting_schedule": "owner_id",
    },
    OWN: {
        "core_department_record": "batch_id",
        "core_job_record": "batch_id",
        "core_post": "batch_id post_id",
        "lifecycle_intake": "family",
        "lifecycle_key": "family",
    },
    EITHER: {
        "core_audit": "company_id employee_id subject_id",
        "core_file_change": "row_id",
        "core_profile_change": "row_id",
        "wechat_outbound": "source_id",
    },
    LIST: {
        "attendance_leave": "documents",
        "attendance_rule": "site_ids",
        "core_department": "path",
        "core_employee_export": "people",
        "core_notice": "attachments",
        "core_request_comment": "mentions",
        "recruiting_ai_note": "mentions",
        "reporting_schedule": "people",
    },
    EVENT: {
        "core_spell": "application_id",
        "lifecycle_case": "spell_id",
        "lifecycle_exit_interview": "department_id",
        "lifecycle_intake": "spell_id",
        "mail_letter": "letter_id",
        "mail_message": "notice_id",
    },
    CHECKED: {
        "attendance_import": "file_id",
        "contracts_contract": "file_id",
    },
    LATER: {
        "attendance_punch": "import_id",
        "contracts_renewal": "request_id",
        "core_consent_purpose": "text_id",
        "core_privacy_case": "file_id",
    },
    SLIP: {"payroll_slip": "company_id department_id employee_id run_id"},
}


async def test_every_id_is_tied_by_a_key_or_said_why_not(renshi: CoreHarness) -> None:
    owner = await asyncpg.connect(renshi.platform.database.owner_url)
    try:
        rows = await owner.fetch(
            "SELECT c.relname || '.' || a.attname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0"
            " AND NOT a.attisdropped AND a.atttypid IN ('uuid'::regtype, 'uuid[]'::regtype)"
            " AND a.attname NOT IN ('id', 'tenant_id') AND a.attname !~ $1"
            " AND EXISTS (SELECT FROM pg_attribute t WHERE t.attrelid = c.oid AND t.attname = 'tenant_id')"
            " AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.contype = 'f' AND k.conrelid = c.oid"
            "  AND a.attnum = ANY (k.conkey))",
            BY_NAME,
        )
        tables = {
            r["relname"]
            for r in await owner.fetch("SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')")
        }
    finally:
        await owner.close()
    told = {
        f"{table}.{name}"
        for tables in UNTIED.values()
        for table, names in tables.items()
        for name in names.split()
    }
    found = {row["name"] for row in rows}
    assert found - told == set(), "tie these ids by a foreign key, or say here why there is none"
    assert {n for n in told - found if n.split(".")[0] in tables} == set(), "these are tied now, or gone"
