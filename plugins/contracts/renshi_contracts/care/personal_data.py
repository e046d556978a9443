"""Export and erasure (PIPL arts. 45, 47)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from renshi_contracts.processing import PROCESSING
from renshi_contracts.register import repository
from renshi_sdk import Context, Text
from renshi_sdk.contributions import Erasure, PersonalData
from renshi_sdk.db import execute, fetch

YEARS_KEPT = 2


async def export(ctx: Context, employee_id: UUID) -> dict[str, Any]:
    """Every contract and renewal of the person."""
    renewals = await fetch("SELECT * FROM contracts_renewal WHERE employee_id = $1 ORDER BY id", employee_id)
    return {
        "contracts_contract": [_plain(row) for row in await repository.of_person(employee_id)],
        "contracts_renewal": [_plain(dict(row)) for row in renewals],
    }


async def erase(ctx: Context, employee_id: UUID) -> Erasure:
    """Papers of an ended employment are kept two years (劳动合同法 art. 50); what is older goes, with its files."""
    rows = await repository.of_person(employee_id)
    ends = [row["ended_on"] for row in rows if row["ended_on"]]
    running = any(row["state"] == "signed" for row in rows)
    until = max(ends).replace(year=max(ends).year + YEARS_KEPT, day=min(max(ends).day, 28)) if ends else None
    if running or (until is not None and until >= ctx.today()):
        reason = "劳动合同法 art. 50: papers of an ended employment are kept two years"
        return Erasure({}, {"contracts_contract": f"{reason}; until {until}" if until else reason})
    for row in rows:
        if row["file_id"] is not None:
            await ctx.files.delete(row["file_id"])
    renewals = await execute("DELETE FROM contracts_renewal WHERE employee_id = $1", employee_id)
    await execute("UPDATE contracts_contract SET previous_id = NULL WHERE employee_id = $1", employee_id)
    contracts = await execute("DELETE FROM contracts_contract WHERE employee_id = $1", employee_id)
    return Erasure(
        {"contracts_contract": int(contracts.split()[-1]), "contracts_renewal": int(renewals.split()[-1])}, {}
    )


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: str(value) if isinstance(value, UUID | date | datetime) else value
        for name, value in row.items()
        if name not in ("tenant_id", "import_key")
    }


PERSONAL_DATA = PersonalData(
    title=Text("劳动合同", "Labour contracts"),
    processing=PROCESSING,
    export=export,
    erase=erase,
    tables=("contracts_contract", "contracts_renewal"),
)
