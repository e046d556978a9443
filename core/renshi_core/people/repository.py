"""Writing employees, spells and job records, and the spells as the service reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from renshi_core.organization.stretches import names
from renshi_core.people.stretches import Facts, Stretch
from renshi_sdk import new_id
from renshi_sdk.db import connection, execute, fetch, fetch_row, fetch_value

# Column names come from this code alone.
FACTS = names(Facts)
_INSERT = (
    "INSERT INTO core_job_record (id, employee_id, spell_id, valid_from, valid_to, recorded_at, reason, recorded_by,"
    f" {', '.join(FACTS)}) VALUES ({', '.join(f'${n}' for n in range(1, 9 + len(FACTS)))})"
)


@dataclass(frozen=True, slots=True)
class Spell:
    """One employment of a person, ``last_day`` known once its end is."""

    id: UUID
    employee_id: UUID
    company_id: UUID
    hired_on: date
    last_day: date | None
    probation_months: int
    probation_until: date | None
    regularised_on: date | None

    @property
    def called_off(self) -> bool:
        """Hired, and given up before the first day."""
        return self.last_day is not None and self.last_day < self.hired_on


async def lock_person(employee_id: UUID) -> bool:
    """Let one change of a person's employment happen at a time; false where there is no such person."""
    return bool(
        await fetch_value("SELECT true FROM core_employee WHERE id = $1 FOR NO KEY UPDATE", employee_id)
    )


async def person_by_identity(index: bytes) -> UUID | None:
    """The person with this identity number's keyed hash."""
    found: UUID | None = await fetch_value("SELECT id FROM core_employee WHERE identity_index = $1", index)
    return found


async def id_by_number(number: str, company_id: UUID | None = None) -> UUID | None:
    """The employee with a staff number, in one company where it is said."""
    found: UUID | None = await fetch_value(
        "SELECT e.id FROM core_employee e WHERE e.number = $1 AND ($2::uuid IS NULL OR EXISTS"
        " (SELECT FROM core_employee_current c WHERE c.id = e.id AND c.company_id = $2))",
        number,
        company_id,
    )
    return found


async def insert_person(values: dict[str, Any]) -> None:
    """A new row of ``core_employee``."""
    columns = ", ".join(values)
    places = ", ".join(f"${i}" for i in range(1, len(values) + 1))
    await execute(f"INSERT INTO core_employee ({columns}) VALUES ({places})", *values.values())


async def update_person(employee_id: UUID, values: dict[str, Any]) -> None:
    """Set columns of a person."""
    if values:
        sets = ", ".join(f"{column} = ${i}" for i, column in enumerate(values, start=2))
        await execute(f"UPDATE core_employee SET {sets} WHERE id = $1", employee_id, *values.values())


async def person(employee_id: UUID) -> dict[str, Any] | None:
    """A person's own columns, sealed ones too."""
    row = await fetch_row(
        "SELECT id, number, name, identity_sealed, phone, email, first_work_on, custom, erased_at"
        " FROM core_employee WHERE id = $1",
        employee_id,
    )
    return dict(row) if row else None


async def spells(employee_id: UUID) -> list[Spell]:
    """Employments that took or will take place, oldest first."""
    rows = await fetch(
        "SELECT id, employee_id, company_id, hired_on, last_day, probation_months, probation_until, regularised_on"
        " FROM core_spell WHERE employee_id = $1 AND (last_day IS NULL OR last_day >= hired_on) ORDER BY hired_on",
        employee_id,
    )
    return [Spell(**dict(r)) for r in rows]


async def insert_spell(spell: Spell, contract_term_months: int | None, application_id: UUID | None) -> None:
    """A new employment."""
    await execute(
        "INSERT INTO core_spell (id, employee_id, company_id, hired_on, probation_months, probation_until,"
        " regularised_on, contract_term_months, application_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        spell.id,
        spell.employee_id,
        spell.company_id,
        spell.hired_on,
        spell.probation_months,
        spell.probation_until,
        spell.regularised_on,
        contract_term_months,
        application_id,
    )


async def update_spell(spell_id: UUID, values: dict[str, Any]) -> None:
    """Set columns of a spell."""
    sets = ", ".join(f"{column} = ${i}" for i, column in enumerate(values, start=2))
    await execute(f"UPDATE core_spell SET {sets} WHERE id = $1", spell_id, *values.values())


async def stretches(spell_id: UUID) -> list[Stretch]:
    """What is believed about a spell now, oldest first."""
    rows = await fetch(
        f"SELECT id, valid_from, valid_to, {', '.join(FACTS)}, reason FROM core_job_record"
        " WHERE spell_id = $1 AND superseded_at IS NULL ORDER BY valid_from",
        spell_id,
    )
    return [
        Stretch(
            start=r["valid_from"],
            end=r["valid_to"],
            facts=Facts(**{name: r[name] for name in FACTS}),
            reason=r["reason"],
            id=r["id"],
        )
        for r in rows
    ]


async def believe(
    spell: Spell, before: Sequence[Stretch], after: Sequence[Stretch], *, now: datetime, by: str
) -> bool:
    """Replace what is believed about a spell; what was believed so far stays, with the time it was given up.

    Call it with the person locked. Returns whether anything is different.

    Raises:
        AssertionError: ``after`` has a gap or an overlap, which would be a mistake of the caller's.
    """
    for left, right in pairwise(after):
        if left.end != right.start:
            raise AssertionError(f"job records of spell {spell.id} don't lie side by side at {right.start}")
    same = {(s.start, s.end, s.facts) for s in before} & {(s.start, s.end, s.facts) for s in after}
    gone = [s.id for s in before if (s.start, s.end, s.facts) not in same]
    made = [s for s in after if (s.start, s.end, s.facts) not in same]
    if not gone and not made:
        return False
    # Knowledge has an order even where clocks of two machines disagree.
    moment: datetime = await fetch_value(
        "SELECT greatest($2, max(recorded_at), max(superseded_at)) FROM core_job_record WHERE spell_id = $1",
        spell.id,
        now,
    )
    await execute("UPDATE core_job_record SET superseded_at = $2 WHERE id = ANY($1)", gone, moment)
    await connection().executemany(
        _INSERT,
        [
            (
                new_id(),
                spell.employee_id,
                spell.id,
                s.start,
                s.end,
                moment,
                s.reason,
                by,
                *(getattr(s.facts, name) for name in FACTS),
            )
            for s in made
        ],
    )
    return True


async def manages(manager_id: UUID, employee_id: UUID, day: date) -> bool:
    """Whether ``employee_id`` stands above ``manager_id`` in the line of management on ``day``."""
    return bool(
        await fetch_value(
            "WITH RECURSIVE line(id, depth) AS (SELECT $1::uuid, 0 UNION ALL"
            " SELECT j.manager_id, line.depth + 1 FROM line JOIN core_job_record j ON j.employee_id = line.id"
            "  AND j.superseded_at IS NULL AND j.valid_from <= $3 AND (j.valid_to IS NULL OR j.valid_to > $3)"
            "  WHERE j.manager_id IS NOT NULL AND line.depth < 50)"
            " SELECT EXISTS (SELECT FROM line WHERE id = $2)",
            manager_id,
            employee_id,
            day,
        )
    )
