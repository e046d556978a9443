"""Queries on recorded facts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

import msgspec

from renshi_payroll.facts import keys
from renshi_payroll.facts.keys import TaxFacts
from renshi_payroll.parameters import RecordedValue
from renshi_payroll.who import People, those
from renshi_sdk.db import ListField, ListSpec, fetch

_decode = msgspec.json.Decoder().decode


async def company_facts(company_id: UUID, day: date, known_at: datetime) -> dict[str, RecordedValue]:
    """The company's own parameter values in force on ``day`` as known at ``known_at``."""
    rows = await fetch(
        "SELECT DISTINCT ON (key) key, value, reference FROM payroll_fact"
        " WHERE company_id = $1 AND employee_id IS NULL AND valid_from <= $2 AND recorded_at <= $3"
        " ORDER BY key, valid_from DESC, recorded_at DESC, id DESC",
        company_id,
        day,
        known_at,
    )
    return {row["key"]: RecordedValue(json.loads(row["value"]), row["reference"]) for row in rows}


async def tax_facts(
    company_id: UUID, people: People, pay_date: date, known_at: datetime
) -> dict[UUID, TaxFacts]:
    """Each employee's tax facts of the year of ``pay_date``, latest month first."""
    mine, who = those(people, 5)
    rows = await fetch(
        "SELECT DISTINCT ON (employee_id, key) employee_id, key, value, valid_from FROM payroll_fact"
        f" WHERE company_id = $1 AND {mine} AND valid_from BETWEEN $2 AND $3 AND recorded_at <= $4"
        " ORDER BY employee_id, key, valid_from DESC, recorded_at DESC, id DESC",
        company_id,
        date(pay_date.year, 1, 1),
        pay_date,
        known_at,
        *who,
    )
    given: dict[UUID, list[tuple[str, str, date]]] = {}
    for employee_id, *stated in rows:
        given.setdefault(employee_id, []).append(tuple(stated))
    return {employee: _tax_facts(tuple(stated)) for employee, stated in given.items()}


async def custom_facts(
    company_id: UUID, employee_ids: Sequence[UUID], last: date, known_at: datetime
) -> dict[UUID, dict[str, object]]:
    """Each employee's recorded ``custom.<code>`` values in force on ``last`` as known at ``known_at``."""
    rows = await fetch(
        "SELECT DISTINCT ON (employee_id, key) employee_id, key, value FROM payroll_fact"
        " WHERE company_id = $1 AND employee_id = ANY($2) AND key LIKE 'custom.%' AND valid_from <= $3"
        " AND recorded_at <= $4 ORDER BY employee_id, key, valid_from DESC, recorded_at DESC, id DESC",
        company_id,
        list(employee_ids),
        last,
        known_at,
    )
    found: dict[UUID, dict[str, object]] = {}
    for row in rows:
        found.setdefault(row["employee_id"], {})[row["key"].removeprefix("custom.")] = json.loads(
            row["value"]
        )
    return found


# Many people state the same: two thousand yuan a month for a child, three thousand for parents.
@lru_cache(maxsize=8_192)
def _tax_facts(stated: tuple[tuple[str, str, date], ...]) -> TaxFacts:
    """Key, JSON value and first day of each fact, as facts of the year."""
    values = {key: (_decode(value), valid_from) for key, value, valid_from in stated}

    def amount(key: str) -> int:
        stored = values.get(key, (0, None))[0]
        return sum(stored.values()) if isinstance(stored, dict) else int(stored)

    full_year = values.get(keys.FULL_YEAR, (None, None))[0]
    basic_from = values.get(keys.BASIC_FROM, (None, None))[0]
    return TaxFacts(
        additional=amount(keys.ADDITIONAL),
        other=amount(keys.OTHER),
        relief=amount(keys.RELIEF),
        first_wage=values.get(keys.FIRST_WAGE, (False, None))[0] is True,
        full_year=full_year if isinstance(full_year, bool) else None,
        basic_from=basic_from if isinstance(basic_from, int) else None,
        severance_average=amount(keys.SEVERANCE_AVERAGE) if keys.SEVERANCE_AVERAGE in values else None,
        additional_month=values[keys.ADDITIONAL][1].month if keys.ADDITIONAL in values else None,
    )


FACTS = ListSpec(
    select=(
        "SELECT f.id, f.key, f.value, f.valid_from, f.reference, f.recorded_at, f.employee_id,"
        " e.name AS employee_name, e.number AS employee_number"
        " FROM payroll_fact f LEFT JOIN renshi_employee e ON e.id = f.employee_id"
    ),
    fields={
        "key": ListField("f.key", sortable=True),
        "employee_id": ListField("f.employee_id", "uuid"),
        "valid_from": ListField("f.valid_from", "date", sortable=True),
        "recorded_at": ListField("f.recorded_at", "datetime", sortable=True),
    },
    key="f.id",
    default_sort="-recorded_at",
    search="f.key ILIKE {} OR e.name ILIKE {}",
)
