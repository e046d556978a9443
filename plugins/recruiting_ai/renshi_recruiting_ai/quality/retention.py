"""Who is still employed after three, six and twelve months, from the facts of employment in the core."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from renshi_recruiting_ai import permissions
from renshi_recruiting_ai.quality.analysis import anniversary
from renshi_sdk import Context, Text
from renshi_sdk.contracts import JobRecord, Outcome

MONTHS = (3, 6, 12)
STILL_THERE = "recruiting_ai.retained_3m"


def retained(employee_id: UUID, starts_on: date, records: Sequence[JobRecord], today: date) -> list[Outcome]:
    """1 where the spell that began with the hire still runs on the anniversary, else 0; nothing about days to come.

    Somebody who left and came back counts as having left: it is the hire that is looked at.
    """
    spells = {record.spell_id for record in records if _covers(record, starts_on)}
    if not spells:
        return []
    found = []
    for months in MONTHS:
        day = anniversary(starts_on, months)
        if day > today:
            continue
        there = any(record.spell_id in spells and _covers(record, day) for record in records)
        found.append(
            Outcome(
                employee_id=employee_id,
                kind=f"recruiting_ai.retained_{months}m",
                label=Text(f"在职满 {months} 个月", f"Employed after {months} months"),
                value=Decimal(int(there)),
                scale=(Decimal(0), Decimal(1)),
                day=day,
                permission=permissions.QUALITY_READ,
            )
        )
    return found


def _covers(record: JobRecord, day: date) -> bool:
    return record.valid_from <= day and (record.valid_to is None or day < record.valid_to)


async def of_hires(ctx: Context, hires: Mapping[str, tuple[UUID, date]]) -> dict[str, list[Outcome]]:
    """Outcomes by hire (employee and first day), from one query."""
    if not hires:
        return {}
    today = ctx.today()
    people = sorted({employee_id for employee_id, _ in hires.values()})
    history = await ctx.people.history_between(people, min(day for _, day in hires.values()), today)
    return {
        key: retained(employee_id, starts_on, history.get(employee_id, ()), today)
        for key, (employee_id, starts_on) in hires.items()
    }
