"""Who is part of a month."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from renshi_sdk import Context
from renshi_sdk.contracts import Employee, PayPeriod

FEW = 200
"""Up to so many people are asked for by id; beyond, the whole company is one query."""


async def employed(ctx: Context, period: PayPeriod, employee_ids: Collection[UUID]) -> list[Employee]:
    """Those of ``employee_ids`` who are employed by the company in ``period``, in one or two queries."""
    if len(employee_ids) <= FEW:
        found = await ctx.people.by_ids(employee_ids, as_of=period.last_day)
        fitting = [
            person
            for person in found.values()
            if person.company_id == ctx.company_id
            and person.hired_on <= period.last_day
            and (person.left_on is None or person.left_on >= period.first_day)
        ]
        # Somebody whose facts of the last day do not fit may have left earlier in the month and come back.
        if len(fitting) == len(set(employee_ids)):
            return fitting
    wanted = set(employee_ids)
    everybody = await ctx.people.employed_between(
        period.first_day, period.last_day, company_id=ctx.company_id
    )
    return [person for person in everybody if person.id in wanted]
