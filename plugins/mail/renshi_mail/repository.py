"""Rows of accounts and messages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from renshi_sdk import Context, new_id
from renshi_sdk.db import ListField, ListSpec, execute, fetch, fetch_row, fetch_value

MESSAGES = ListSpec(
    select=(
        "SELECT m.id, m.employee_id, e.name AS employee_name, m.address, m.state, m.reason, m.at, m.cleared_at"
        " FROM mail_message m JOIN core_employee_current e ON e.id = m.employee_id"
    ),
    fields={
        "at": ListField("m.at", "datetime", sortable=True),
        "state": ListField("m.state"),
        "employee_id": ListField("m.employee_id", "uuid"),
    },
    key="m.id",
    default_sort="-at",
    search="e.search_text LIKE {}",
)

LETTERS = ListSpec(
    select=("SELECT l.id, l.plugin, l.state, l.reason, l.at, l.cleared_at FROM mail_letter l"),
    fields={"at": ListField("l.at", "datetime", sortable=True), "state": ListField("l.state")},
    key="l.id",
    default_sort="-at",
)


async def account(company_id: UUID) -> dict[str, Any] | None:
    """A company's account."""
    row = await fetch_row("SELECT * FROM mail_account WHERE company_id = $1", company_id)
    return dict(row) if row else None


async def keep_account(account_id: UUID, company_id: UUID, values: dict[str, Any]) -> None:
    """Write a company's account."""
    names = list(values)
    places = ", ".join(f"${i}" for i in range(3, len(names) + 3))
    sets = ", ".join(f"{name} = excluded.{name}" for name in names)
    await execute(
        f"INSERT INTO mail_account (id, company_id, {', '.join(names)}) VALUES ($1, $2, {places})"
        f" ON CONFLICT (company_id) DO UPDATE SET {sets}",
        account_id,
        company_id,
        *values.values(),
    )


async def drop_account(company_id: UUID) -> bool:
    """Remove a company's account."""
    return await execute("DELETE FROM mail_account WHERE company_id = $1", company_id) == "DELETE 1"


async def tested(company_id: UUID, ctx: Context) -> None:
    """Write down that a test went through."""
    await execute("UPDATE mail_account SET tested_at = $2 WHERE company_id = $1", company_id, ctx.now())


async def was_sent(notice_id: UUID) -> bool:
    """Whether a notice has gone out."""
    return bool(
        await fetch_value(
            "SELECT EXISTS (SELECT FROM mail_message WHERE notice_id = $1 AND state = 'sent')", notice_id
        )
    )


async def bounced(employee_id: UUID, address: str) -> bool:
    """Whether an address is known not to exist."""
    return bool(
        await fetch_value(
            "SELECT EXISTS (SELECT FROM mail_message WHERE employee_id = $1 AND address = $2"
            " AND state = 'bounced' AND cleared_at IS NULL)",
            employee_id,
            address,
        )
    )


async def note(
    ctx: Context,
    notice_id: UUID,
    employee_id: UUID,
    address: str,
    *,
    state: str,
    message_id: str,
    reason: str = "",
) -> None:
    """Write down what became of a message."""
    await execute(
        "INSERT INTO mail_message (id, company_id, notice_id, employee_id, address, state, message_id, reason, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (tenant_id, notice_id) DO UPDATE"
        " SET state = excluded.state, reason = excluded.reason, at = excluded.at, address = excluded.address",
        new_id(),
        ctx.company_id,
        notice_id,
        employee_id,
        address,
        state,
        message_id,
        reason,
        ctx.now(),
    )


async def clear(message_id: UUID, company_id: UUID, ctx: Context) -> UUID | None:
    """Let an address be tried again; answers whose it is."""
    row = await fetch_row(
        "UPDATE mail_message m SET cleared_at = $3 FROM mail_message one WHERE one.id = $1 AND one.company_id = $2"
        " AND one.state = 'bounced' AND m.employee_id = one.employee_id AND m.address = one.address"
        " AND m.state = 'bounced' AND m.cleared_at IS NULL RETURNING m.employee_id",
        message_id,
        company_id,
        ctx.now(),
    )
    return row["employee_id"] if row else None


async def export_of(employee_id: UUID) -> list[dict[str, Any]]:
    """Messages to an employee, oldest first."""
    rows = await fetch(
        "SELECT address, state, reason, at FROM mail_message WHERE employee_id = $1 ORDER BY at", employee_id
    )
    return [dict(row) | {"at": row["at"].isoformat()} for row in rows]


async def erase_of(employee_id: UUID) -> int:
    """Remove what is known of messages to an employee."""
    return int((await execute("DELETE FROM mail_message WHERE employee_id = $1", employee_id)).split()[-1])


async def letter(letter_id: UUID) -> dict[str, Any] | None:
    """What became of a letter."""
    row = await fetch_row("SELECT state, reason FROM mail_letter WHERE letter_id = $1", letter_id)
    return dict(row) if row else None


async def letter_bounced(company_id: UUID, address_index: bytes) -> bool:
    """Whether an address outside is known not to exist."""
    return bool(
        await fetch_value(
            "SELECT EXISTS (SELECT FROM mail_letter WHERE company_id = $1 AND address_index = $2"
            " AND state = 'bounced' AND cleared_at IS NULL)",
            company_id,
            address_index,
        )
    )


async def note_letter(
    ctx: Context,
    letter_id: UUID,
    plugin: str,
    address_index: bytes,
    *,
    state: str,
    message_id: str,
    reason: str,
) -> None:
    """Write down what became of a letter."""
    await execute(
        "INSERT INTO mail_letter (id, company_id, letter_id, plugin, address_index, state, message_id, reason, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        new_id(),
        ctx.company_id,
        letter_id,
        plugin,
        address_index,
        state,
        message_id,
        reason,
        ctx.now(),
    )


async def clear_letter(letter_row: UUID, ctx: Context) -> bool:
    """Let the address of a bounced letter be tried again, for all letters to it."""
    row = await fetch_row(
        "UPDATE mail_letter l SET cleared_at = $3 FROM mail_letter one WHERE one.id = $1 AND one.company_id = $2"
        " AND one.state = 'bounced' AND l.company_id = one.company_id AND l.address_index = one.address_index"
        " AND l.state = 'bounced' AND l.cleared_at IS NULL RETURNING l.id",
        letter_row,
        ctx.company_id,
        ctx.now(),
    )
    return row is not None
