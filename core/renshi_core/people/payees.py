"""Identity and account numbers of many people at once, for files that a bank or an office asks for.

Each call is one query and one audit row that names everybody whose number was opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal
from uuid import UUID

from renshi_core.people import identity
from renshi_core.people.sections import store
from renshi_sdk.context import Context
from renshi_sdk.contracts import BankAccount, IdentityPaper
from renshi_sdk.db import fetch

BANK = "core_employee_bank"


async def papers(ctx: Context, employee_ids: Sequence[UUID], *, purpose: str) -> dict[UUID, IdentityPaper]:
    """Papers of identity, for those that have one."""
    rows = await fetch(
        "SELECT id, identity_sealed, document_type FROM core_employee"
        " WHERE id = ANY($1) AND identity_sealed IS NOT NULL",
        list(employee_ids),
    )
    found = {
        row["id"]: IdentityPaper(
            kind=row["document_type"] or identity.RESIDENT,
            number=ctx.secrets.open(row["identity_sealed"], label=identity.seal_label(row["id"])),
        )
        for row in rows
    }
    await _audit(ctx, "core.employee.read_identities", found, purpose)
    return found


async def accounts(
    ctx: Context, employee_ids: Sequence[UUID], *, purpose: str, kind: str
) -> dict[UUID, BankAccount]:
    """Accounts of one ``kind`` (``salary``), for those that have one."""
    rows = await fetch(
        "SELECT id, employee_id, bank, branch, holder, number_sealed, number_index FROM core_employee_bank"
        " WHERE employee_id = ANY($1) AND purpose = $2",
        list(employee_ids),
        kind,
    )
    found = {
        row["employee_id"]: BankAccount(
            bank=row["bank"],
            branch=row["branch"] or "",
            holder=row["holder"],
            number=ctx.secrets.open(row["number_sealed"], label=store.label(BANK, "number", row["id"])),
        )
        for row in rows
    }
    await _audit(ctx, "core.employee.read_accounts", found, purpose)
    return found


async def shared_accounts(employee_ids: Sequence[UUID], *, kind: str) -> list[list[UUID]]:
    """Groups of people whose account of one kind is the same; found by the keyed hash, nothing is opened."""
    rows = await fetch(
        "SELECT array_agg(employee_id ORDER BY employee_id) AS people FROM core_employee_bank"
        " WHERE employee_id = ANY($1) AND purpose = $2 AND number_index IS NOT NULL"
        " GROUP BY number_index HAVING count(*) > 1 ORDER BY 1",
        list(employee_ids),
        kind,
    )
    return [list(row["people"]) for row in rows]


async def genders(employee_ids: Sequence[UUID]) -> dict[UUID, Literal["male", "female"]]:
    """Recorded genders."""
    rows = await fetch(
        "SELECT id, gender FROM core_employee WHERE id = ANY($1) AND gender IS NOT NULL", list(employee_ids)
    )
    return {row["id"]: row["gender"] for row in rows}


async def _audit(ctx: Context, action: str, found: Iterable[UUID], purpose: str) -> None:
    people = [str(one) for one in found]
    if people:
        await ctx.audit.record(
            action,
            subject="employee",
            detail={"purpose": purpose, "people": len(people), "employees": people},
        )
