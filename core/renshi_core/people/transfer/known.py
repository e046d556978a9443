"""What the database knows of the people and places that a sheet names, looked up for all rows at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from renshi_core.people.custom.index import entries_of, kept_for
from renshi_core.people.fields import extra
from renshi_core.people.fields.catalogue import Catalogue
from renshi_core.people.fields.definition import FieldDef
from renshi_core.people.fields.sight import Sight
from renshi_sdk.context import Context
from renshi_sdk.db import fetch
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.people.transfer.checker import Checked

JOB_COLUMNS = {
    "job.grade": "grade", "job.city": "city", "job.work_regime": "work_regime", "job.hired_on": "hired_on",
    "job.name": "name", "job.number": "number", "job.employment_type": "employment_type",
}  # fmt: skip


@dataclass(slots=True)
class Person:
    """Somebody who is there: values by code, places, and the keyed hashes of their accounts."""

    id: UUID
    company_id: UUID
    values: dict[str, Any]
    department_id: UUID
    position_id: UUID | None
    manager_id: UUID | None
    accounts: dict[str, bytes] = field(default_factory=dict)


@dataclass(slots=True)
class Known:
    """Look-ups of one sheet."""

    by_number: dict[str | None, UUID]
    by_index: dict[bytes | None, UUID]
    people: dict[UUID, Person]
    departments: dict[str, list[UUID]]
    positions: dict[str, list[UUID]]
    managers: dict[str, UUID]
    taken: dict[tuple[UUID | None, str], UUID]
    unique: Sequence[FieldDef]

    @classmethod
    async def of(cls, ctx: Context, catalogue: Catalogue, rows: Sequence[Checked]) -> Known:
        """Read everything that ``rows`` mention."""
        numbers = [r.values["job.number"] for r in rows if "job.number" in r.values]
        indexes = [r.index for r in rows if r.index]
        found = await fetch(
            "SELECT id, number, identity_index FROM core_employee WHERE number = ANY($1) OR identity_index = ANY($2)",
            numbers,
            indexes,
        )
        managers = {r.values["job.manager"] for r in rows if "job.manager" in r.values}
        unique = [f for f in catalogue.custom if f.flags.unique and kept_for(f)]
        known = cls(
            by_number={r["number"]: r["id"] for r in found},
            by_index={bytes(r["identity_index"]): r["id"] for r in found if r["identity_index"]},
            people=await _people(ctx, catalogue, [r["id"] for r in found]),
            departments=await _places("core_department", "name", ctx.company_id),
            positions=await _places("core_position", "title", ctx.company_id),
            managers={
                r["number"]: r["id"]
                for r in await fetch(
                    "SELECT number, id FROM core_employee_current WHERE number = ANY($1) AND status <> 'left'",
                    list(managers),
                )
            },
            taken={},
            unique=unique,
        )
        await known._read_taken(ctx, rows)
        return known

    async def _read_taken(self, ctx: Context, rows: Sequence[Checked]) -> None:
        wanted = [(f.custom_id, value) for row in rows for f, value in self.unique_of(ctx, row)]
        if wanted:
            found = await fetch(
                "SELECT v.field_id, v.value, v.employee_id FROM core_custom_value v"
                " JOIN unnest($1::uuid[], $2::text[]) AS w(field_id, value)"
                " ON w.field_id = v.field_id AND w.value = v.value",
                [f for f, _ in wanted],
                [v for _, v in wanted],
            )
            self.taken.update({(r["field_id"], r["value"]): r["employee_id"] for r in found})

    def unique_of(self, ctx: Context, row: Checked) -> Iterable[tuple[FieldDef, str]]:
        """A row's values of unique fields, as the index keeps them."""
        for one in self.unique:
            for text in entries_of(ctx, one, row.values.get(one.code)):
                yield one, text

    def place(self, ctx: Context, row: Checked) -> None:
        """Names of department, position and manager as ids, under ``_department`` and so on."""
        for code, known, what in (
            ("job.department", self.departments, Text("部门", "department")),
            ("job.position", self.positions, Text("岗位", "position")),
        ):
            name = row.values.get(code)
            if name is None:
                continue
            ids = known.get(str(name), [])
            if len(ids) == 1:
                row.values[f"_{code}"] = str(ids[0])
            elif ids:
                row.bad(
                    code,
                    Text(
                        f"有多个{what.zh}叫“{name}”，请填编码",
                        f"several have this name; give the {what.en}'s code",
                    ),
                )
            else:
                row.bad(code, Text(f"没有{what.zh}“{name}”", f"there is no {what.en} {name!r}"))
        manager = row.values.get("job.manager")
        if manager is not None:
            if manager in self.managers:
                row.values["_job.manager"] = str(self.managers[manager])
            else:
                row.bad(
                    "job.manager", Text("没有这个工号的在职员工", "nobody employed has this staff number")
                )

    def differs(self, there: Person, code: str, value: Any) -> bool:
        """Whether a job fact of the sheet is another than that of the person."""
        if code == "job.department":
            return there.department_id not in self.departments.get(value, [])
        if code == "job.position":
            return there.position_id not in self.positions.get(value, [])
        if code == "job.manager":
            return self.managers.get(value) != there.manager_id
        return bool(there.values.get(code) != value)


async def _places(table: str, title: str, company_id: UUID) -> dict[str, list[UUID]]:
    rows = await fetch(
        f"SELECT id, code, {title} AS title FROM {table} WHERE company_id = $1 AND archived_at IS NULL",
        company_id,
    )
    found: dict[str, list[UUID]] = {}
    for row in rows:
        for name in {row["code"], row["title"]}:
            found.setdefault(name, []).append(row["id"])
    return found


async def _people(ctx: Context, catalogue: Catalogue, ids: list[UUID]) -> dict[UUID, Person]:
    if not ids:
        return {}
    rows = await fetch("SELECT * FROM core_employee_current WHERE id = ANY($1)", ids)
    fields = list(dict.fromkeys((*catalogue.section("personal"), *catalogue.custom)))
    values = await extra.read(ctx, Sight(catalogue, frozenset(), all=True), ids, fields)
    people = {}
    for record in rows:
        row = dict(record)
        own = {f.code: v for f, v in zip(fields, values[row["id"]], strict=True)}
        for code, column in JOB_COLUMNS.items():
            value = row.get(column)
            own[code] = value.isoformat() if isinstance(value, date) else value
        people[row["id"]] = Person(
            row["id"], row["company_id"], own, row["department_id"], row["position_id"], row["manager_id"]
        )
    for row in await fetch(
        "SELECT employee_id, purpose, number_index FROM core_employee_bank WHERE employee_id = ANY($1)", ids
    ):
        if row["employee_id"] in people:
            people[row["employee_id"]].accounts[row["purpose"]] = bytes(row["number_index"])
    return people
