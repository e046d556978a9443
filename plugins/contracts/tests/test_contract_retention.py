"""Contracts of people who left go with their scans two years later, and not a day before."""

from __future__ import annotations

from datetime import date
from typing import Any

from renshi_sdk import new_id
from renshi_sdk.contracts import EndEmployment
from renshi_sdk.contributions import Purge
from renshi_sdk.db import execute, fetch
from renshi_sdk.testing import Harness

LEFT = date(2024, 10, 31)


async def _contract(
    ctx: Any, person: Any, number: str, state: str, file_id: Any = None, previous: Any = None
) -> Any:
    made = new_id()
    await execute(
        "INSERT INTO contracts_contract (id, company_id, employee_id, spell_id, number, kind, term, starts_on, ends_on,"
        " state, signed_on, ended_on, file_id, previous_id) VALUES ($1, $2, $3, $4, $5, 'labour', 'fixed', $6, $7, $8,"
        " $6, $9, $10, $11)",
        made,
        ctx.company_id,
        person.id,
        person.spell_id,
        number,
        date(2024, 1, 1),
        date(2026, 12, 31),
        state,
        LEFT if state == "ended" else None,
        file_id,
        previous,
    )
    return made


async def test_contracts_go_two_years_after_the_last_day(renshi: Harness) -> None:
    tenant: Any = await renshi.new_tenant(enable=["contracts"])
    gone, held, still_signed = [await tenant.hire(f"离职{n}", number=f"L00{n}") for n in range(3)]
    here = tenant.employee_person
    async with tenant.context(plugin="contracts") as ctx:
        scan = await ctx.files.put("合同.pdf", b"%PDF-1.4 scan", media_type="application/pdf")
        other = await ctx.files.put("在职.pdf", b"%PDF-1.4 here", media_type="application/pdf")
        first = await _contract(ctx, gone, "A1", "ended")
        second = await _contract(ctx, gone, "A2", "ended", scan.id, first)
        await execute(
            "INSERT INTO contracts_renewal (id, company_id, employee_id, contract_id, state, next_contract_id)"
            " VALUES ($1, $2, $3, $4, 'renewed', $5)",
            new_id(), ctx.company_id, gone.id, first, second,
        )  # fmt: skip
        await _contract(ctx, held, "B1", "ended")
        await _contract(ctx, still_signed, "C1", "signed")
        await _contract(ctx, here, "D1", "ended", other.id)
    async with tenant.context() as ctx:
        for person in (gone, held, still_signed):
            await ctx.people.end_employment(
                EndEmployment(employee_id=person.id, last_day=LEFT, reason="resignation")
            )
    await renshi.settle()
    record = renshi.platform.registry.retention["contracts.contract"].record  # type: ignore[attr-defined]
    async with tenant.context(plugin="contracts") as ctx:
        # On the very day two years later they are still there.
        early = Purge(before=LEFT, held=(), limit=10)
        assert (await record.count(ctx, early), await record.purge(ctx, early)) == (0, 0)
        order = Purge(before=date(2024, 11, 1), held=(held.id,), limit=10)
        assert await record.count(ctx, order) == 1
        assert await record.purge(ctx, order) == 1
        assert await record.purge(ctx, order) == 0
        assert [
            r["number"] for r in await fetch("SELECT number FROM contracts_contract ORDER BY number")
        ] == [
            "B1",
            "C1",
            "D1",
        ]
        assert await fetch("SELECT FROM contracts_renewal") == []
        files = await fetch("SELECT id FROM core_file ORDER BY created_at")
        assert [r["id"] for r in files] == [other.id]
