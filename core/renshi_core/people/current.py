"""``core_employee_current``: today's facts in one row per person, for lists and joins.

The row is written in the transaction that changes the facts, and rolled forward by a daily job where a planned
change, a first day, the end of a probation or a last day has come (docs/adr/0002).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from renshi_core.people.custom import slots
from renshi_core.people.facts import NEAREST, STATUS
from renshi_sdk.db import execute, fetch

# SQL is put together from constants alone.

_COLUMNS = (
    "spell_id, company_id, number, name, name_pinyin, search_text, status, hired_on, left_on, probation_until,"
    " department_id, position_id, manager_id, grade, city, work_regime, cost_centre_id, job_family,"
    " employment_type, workplace, as_of, next_change_on"
)
_NEXT = """(SELECT min(day) FROM (
    SELECT n.valid_from AS day FROM core_job_record n
      WHERE n.employee_id = j.employee_id AND n.superseded_at IS NULL AND n.valid_from > $2
    UNION ALL SELECT s.last_day + 1 WHERE s.last_day >= $2
    UNION ALL SELECT least(s.probation_until + 1, s.regularised_on)
      WHERE least(s.probation_until + 1, s.regularised_on) > $2
  ) AS days)"""
_REFRESH = f"""
INSERT INTO core_employee_current (id, {_COLUMNS})
SELECT DISTINCT ON (j.employee_id) j.employee_id, s.id, j.company_id, e.number, e.name, e.name_pinyin,
  e.search_text, {STATUS.format(day="$2::date")}, s.hired_on, s.last_day, s.probation_until, j.department_id,
  j.position_id, j.manager_id, j.grade, j.city, j.work_regime, j.cost_centre_id, j.job_family,
  j.employment_type, j.workplace, $2::date, {_NEXT}
FROM core_job_record j
  JOIN core_spell s ON s.id = j.spell_id
  JOIN core_employee e ON e.id = j.employee_id
WHERE j.superseded_at IS NULL AND j.employee_id = ANY($1)
ORDER BY j.employee_id, {NEAREST.format(day="$2::date")}
ON CONFLICT (id) DO UPDATE SET
  {", ".join(f"{c} = excluded.{c}" for c in _COLUMNS.replace(" ", "").split(","))}
RETURNING id, xmax = 0 AS made
"""


async def refresh(employee_ids: Sequence[UUID], today: date) -> None:
    """Write today's row of each person anew."""
    rows = await fetch(_REFRESH, list(employee_ids), today)
    await slots.fill_people([r["id"] for r in rows if r["made"]])


async def drop_if_never_employed(employee_id: UUID) -> None:
    """A person whose only hire was called off has no row."""
    await execute(
        "DELETE FROM core_employee_current c WHERE c.id = $1 AND NOT EXISTS"
        " (SELECT FROM core_job_record j WHERE j.employee_id = $1 AND j.superseded_at IS NULL)",
        employee_id,
    )


async def due(company_id: UUID, today: date) -> list[UUID]:
    """People whose facts change today, or should have changed since."""
    rows = await fetch(
        "SELECT id FROM core_employee_current WHERE company_id = $1 AND next_change_on <= $2 ORDER BY id",
        company_id,
        today,
    )
    return [r["id"] for r in rows]


async def probation_over(employee_ids: Sequence[UUID], today: date) -> list[tuple[UUID, date]]:
    """Of these people, those whose probation ran out with nobody deciding, and the first day after it."""
    rows = await fetch(
        "SELECT employee_id, probation_until + 1 AS day FROM core_spell WHERE employee_id = ANY($1)"
        " AND probation_until < $2 AND regularised_on IS NULL"
        " AND (last_day IS NULL OR last_day > probation_until) ORDER BY employee_id",
        list(employee_ids),
        today,
    )
    return [(r["employee_id"], r["day"]) for r in rows]
