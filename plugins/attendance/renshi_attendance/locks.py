"""Advisory locks: who may change what at the same time. All end with the transaction.

Order, so that nobody waits in a circle: person first, then months in ascending order.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from renshi_sdk.db import execute

_TAKE = "SELECT {}(hashtextextended($1, 0))"


async def person(employee_id: UUID) -> None:
    """Everything that reads and then changes one person's balance, leave or overtime."""
    await execute(_TAKE.format("pg_advisory_xact_lock"), f"attendance:person:{employee_id}")


async def people(employee_ids: Iterable[UUID]) -> None:
    """Several persons, in one order and one statement."""
    await execute(
        "SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM"
        " (SELECT name FROM unnest($1::text[]) AS t(name) ORDER BY name) AS ordered",
        sorted(f"attendance:person:{employee_id}" for employee_id in set(employee_ids)),
    )


async def month_shared(company_id: UUID, period: str) -> None:
    """A fact of a month: many at once, but not while the month is being locked."""
    await execute(_TAKE.format("pg_advisory_xact_lock_shared"), f"attendance:month:{company_id}:{period}")


async def month(company_id: UUID, period: str) -> None:
    """The state of a month: alone."""
    await execute(_TAKE.format("pg_advisory_xact_lock"), f"attendance:month:{company_id}:{period}")
