"""What an employee's file shows: the list, the sheet, the history with names, and the timeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from renshi_core.people import facts, looked_for, repository, required, service
from renshi_core.people.custom import filters
from renshi_core.people.fields import choices, extra, keys
from renshi_core.people.fields.definition import FieldDef
from renshi_core.people.fields.sight import Sight, of_list, of_person
from renshi_sdk.context import Context
from renshi_sdk.contracts import Employee, JobRecord, TimelineEntry
from renshi_sdk.contributions import DataScope
from renshi_sdk.db import (
    ListField,
    Listing,
    ListQuery,
    ListSpec,
    fetch,
    fetch_row,
    list_conditions,
    listing,
    where,
)
from renshi_sdk.errors import Invalid
from renshi_sdk.services import Clause
from renshi_sdk.text import Text

READ = "core.employee.read"
EMPLOYEES = ListSpec(
    select=(
        "SELECT c.id, c.company_id, c.number, c.name, c.status, c.hired_on, c.left_on, c.probation_until,"
        " c.department_id, c.position_id, c.manager_id, c.grade, c.city, c.work_regime"
        # No joins: names are looked up for the page's rows alone, or the planner joins before it filters.
        " FROM core_employee_current c"
    ),
    fields={
        "name": ListField("c.name_pinyin", sortable=True, filterable=False),
        "number": ListField("c.number", sortable=True),
        "hired_on": ListField("c.hired_on", "date", sortable=True),
        "left_on": ListField("c.left_on", "date"),
        "probation_until": ListField("c.probation_until", "date"),
        "status": ListField("c.status"),
        "company_id": ListField("c.company_id", "uuid"),
        "department_id": ListField("c.department_id", "uuid"),
        "position_id": ListField("c.position_id", "uuid"),
        "manager_id": ListField("c.manager_id", "uuid"),
        "grade": ListField("c.grade"),
        "city": ListField("c.city"),
        "work_regime": ListField("c.work_regime"),
    },
    key="c.id",
    default_sort="name",
)
SUBTREE = "department_tree"
"""A filter beside the list's own: everybody in a department or below it."""
POSTED = "post_department_id"
"""The same, with those who have a concurrent post or a secondment there today, of whichever company."""
WHERE, IS = "where", "is"
"""A field picked by a person, and the value it has to have: ``where=custom.shirt&is=L``."""
FIELDS = "fields"
"""Codes of further fields to give with each row: ``fields=custom.shirt,personal.gender``."""


async def employees(ctx: Context, query: ListQuery) -> Listing:
    """The list, within the caller's scope; the context's company unless ``company_id`` is asked for."""
    asked = await _asked(ctx, query)
    found = await listing(asked.spec, asked.query, *asked.conditions)
    names = await _names(found.items)
    for item in found.items:
        item["department_name"] = names.get(item["department_id"])
        item["position_title"] = names.get(item["position_id"])
        item["manager_name"] = names.get(item["manager_id"])
    await extra.add(ctx, asked.sight, found.items, asked.more)
    if asked.incomplete:
        lacking = await required.missing(asked.sight, [item["id"] for item in found.items])
        for item in found.items:
            item["missing"] = [f.title.of(ctx.locale) for f in lacking.get(item["id"], ())]
    return replace(found, items=[keys.only(asked.sight, item) for item in found.items])


async def ids_of(ctx: Context, query: ListQuery) -> list[UUID]:
    """Everybody in the list, in its order of names, for work on all of them."""
    asked = await _asked(ctx, query)
    sql, arguments = where(*asked.conditions, *asked.filters)
    rows = await fetch(
        f"SELECT id FROM ({asked.spec.select} WHERE {sql} ORDER BY c.name_pinyin, c.id) AS listed", *arguments
    )
    return [row["id"] for row in rows]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A caller's wishes with what they may see; ``filters`` are those of ``query`` as conditions."""

    sight: Sight
    spec: ListSpec
    query: ListQuery
    conditions: list[Clause]
    filters: list[Clause]
    more: list[FieldDef]
    incomplete: bool


async def _asked(ctx: Context, query: ListQuery) -> _Asked:
    conditions: list[Clause] = []
    # A secondment brings people of another company, so the department stands for the company then.
    own_company = not any(n.partition(".")[0] == "company_id" or n == POSTED for n, _ in query.filters)
    sight = await of_list(ctx, own_company=own_company)
    if own_company:
        conditions.append(Clause("c.company_id = {}", (ctx.company_id,)))
    if not (own_company and _whole_company(ctx)):
        conditions.append(ctx.access.employees(READ, "c.id"))
    plain: list[tuple[str, str]] = []
    custom: list[tuple[str, str]] = []
    wanted: list[str] = []
    picked: dict[str, str] = {}
    for name, value in query.filters:
        if name == SUBTREE:
            conditions.append(_subtree(value))
        elif name == POSTED:
            conditions.append(_posted(value))
        elif name == required.INCOMPLETE:
            conditions.append(required.clause(sight, value, row="c"))
        elif name == FIELDS:
            wanted += [code.strip() for code in value.split(",") if code.strip()]
        elif name in (WHERE, IS):
            picked[name] = value
        elif name.startswith(filters.PREFIX):
            custom.append((name, value))
        elif name.startswith(extra.PREFIX):
            conditions.append(extra.clause(sight, name, value, column="c.id"))
        else:
            plain.append((name, value))
    if WHERE in picked:
        wanted.append(picked[WHERE])
        if IS in picked and picked[WHERE].startswith(extra.PREFIX):
            conditions.append(extra.clause(sight, picked[WHERE], picked[IS], column="c.id"))
        elif IS in picked:
            custom.append((picked[WHERE], picked[IS]))
    conditions += filters.clauses(sight, custom, row="c", zone=ctx.time_zone)
    spec, query = filters.sorted_by(sight, keys.spec_for(sight, EMPLOYEES), query, row="c")
    if query.q:
        conditions.append(looked_for.clause(query.q, column="c.id"))
    incomplete = any(name == required.INCOMPLETE for name, _ in query.filters)
    query = replace(query, filters=tuple(plain), q=None)
    more = extra.wanted(sight, wanted)
    return _Asked(sight, spec, query, conditions, list_conditions(spec, query), more, incomplete)


def _whole_company(ctx: Context) -> bool:
    """Whether the scope holds everybody of the context's company, so that the company's condition says it all.

    A scope that joins several reaches by OR would make PostgreSQL gather the whole company before it takes fifty.
    """
    grants = getattr(ctx.access, "grants", None)
    if grants is None:
        return False
    reach = grants.in_company(ctx.company_id).reach(READ)
    return reach in (DataScope.COMPANY, DataScope.TENANT)


def _subtree(value: str) -> Clause:
    return Clause(
        "c.department_id IN (SELECT id FROM core_department WHERE path @> ARRAY[{}::uuid])",
        (_department(SUBTREE, value),),
    )


def _posted(value: str) -> Clause:
    root = _department(POSTED, value)
    tree = "ARRAY(SELECT id FROM core_department WHERE path @> ARRAY[{}::uuid])"
    # Both kinds of people gathered from their own index first: an OR of the two would have the list walked.
    return Clause(
        f"c.id = ANY(ARRAY(SELECT main.id FROM core_employee_current main WHERE main.department_id = ANY({tree})"
        f" UNION SELECT post.employee_id FROM core_post_current post WHERE post.department_id = ANY({tree})))",
        (root, root),
    )


def _department(name: str, value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        message = Text("应为部门的 id", "must be the id of a department")
        raise Invalid(
            Text("查询参数有误", "a query parameter is wrong"), code="query", fields={name: message}
        ) from None


async def options(ctx: Context, q: str | None) -> list[dict[str, Any]]:
    """Up to twenty employed people of the company for a choice."""
    wanted, arguments = where(*([looked_for.clause(q, column="c.id")] if q and q.strip() else []), start=2)
    rows = await fetch(
        "SELECT c.id, c.name, c.number, d.name AS department FROM core_employee_current c"
        " JOIN core_department d ON d.id = c.department_id"
        f" WHERE c.company_id = $1 AND c.status <> 'left' AND {wanted} ORDER BY c.name_pinyin, c.id LIMIT 20",
        ctx.company_id,
        *arguments,
    )
    return [{"value": r["id"], "label": f"{r['name']}（{r['number']} · {r['department']}）"} for r in rows]


async def sheet(ctx: Context, employee: Employee) -> dict[str, Any]:
    """The employee with the names a page needs; the identity number itself is read elsewhere, audited."""
    row = await fetch_row(
        "SELECT co.name AS company_name, m.name AS manager_name,"
        " (SELECT identity_index IS NOT NULL FROM core_employee WHERE id = $3) AS has_identity,"
        " (SELECT regularised_on FROM core_spell WHERE id = $4) AS regularised_on"
        " FROM core_company co LEFT JOIN core_employee m ON m.id = $2 WHERE co.id = $1",
        employee.company_id,
        employee.manager_id,
        employee.id,
        employee.spell_id,
    )
    sight = await of_person(ctx, employee.id)
    found = keys.only(sight, asdict(employee) | dict(row or {}))
    return found | {"custom": sight.custom(dict(employee.custom)), "own": sight.own}


async def history(
    ctx: Context, employee_id: UUID, *, as_of: date | None, known_at: datetime | None
) -> list[dict[str, Any]]:
    """Job records with names, newest first: those believed at ``known_at``, only that of ``as_of`` where said."""
    last = as_of
    found = (await facts.records([employee_id], as_of, last, known_at))[employee_id]
    if not found:
        await service.get(ctx, employee_id)
    return await _named(ctx, employee_id, found)


async def every_record(ctx: Context, employee_id: UUID) -> list[dict[str, Any]]:
    """Every record ever believed, newest first, with the time it was given up."""
    await service.get(ctx, employee_id)
    return await _named(ctx, employee_id, await facts.everything_recorded(employee_id))


async def _named(ctx: Context, employee_id: UUID, records: list[JobRecord]) -> list[dict[str, Any]]:
    sight = await of_person(ctx, employee_id)
    names = await _names([asdict(record) for record in records])
    rows = [
        asdict(record)
        | {
            "last_day": record.valid_to - timedelta(days=1) if record.valid_to else None,
            "company_name": names.get(record.company_id),
            "department_name": names.get(record.department_id),
            "position_title": names.get(record.position_id),
            "manager_name": names.get(record.manager_id),
        }
        for record in reversed(records)
    ]
    return [keys.only(sight, row) for row in rows]


async def _names(rows: Sequence[Mapping[str, Any]]) -> dict[UUID | None, str]:
    """Names of the departments, positions, managers and companies that ``rows`` mention, in one query."""

    def mentioned(column: str) -> list[UUID]:
        return list({row[column] for row in rows if row[column] is not None})

    found = await fetch(
        "SELECT id, name FROM core_department WHERE id = ANY($1)"
        " UNION ALL SELECT id, title FROM core_position WHERE id = ANY($2)"
        " UNION ALL SELECT id, name FROM core_employee WHERE id = ANY($3)"
        " UNION ALL SELECT id, name FROM core_company WHERE id = ANY($4)",
        mentioned("department_id"),
        mentioned("position_id"),
        mentioned("manager_id"),
        mentioned("company_id"),
    )
    return {row["id"]: row["name"] for row in found}


async def timeline(ctx: Context, employee_id: UUID) -> list[dict[str, Any]]:
    """What happened to an employee, newest first: the core's own facts and what every enabled plugin tells."""
    entries = [
        *await _own(ctx, employee_id),
        *await ctx.hooks.collect_timeline(employee_id=employee_id),
    ]
    entries.sort(key=lambda e: e.on, reverse=True)
    return [
        {
            "on": e.on,
            "title": e.title.of(ctx.locale),
            "detail": e.detail.of(ctx.locale) if e.detail else None,
            "link": e.link,
        }
        for e in entries
    ]


async def _own(ctx: Context, employee_id: UUID) -> list[TimelineEntry]:
    zone = ZoneInfo(ctx.time_zone)

    def midnight(day: date) -> datetime:
        return datetime.combine(day, time(), zone)

    entries: list[TimelineEntry] = []
    sight = await of_person(ctx, employee_id)
    shows_regular = sight.sees(sight.catalogue.get("job.regularised_on"))
    spells = await repository.spells(employee_id)
    for nth, spell in enumerate(spells):
        hired = Text("再次入职", "Hired again") if nth else Text("入职", "Hired")
        entries.append(TimelineEntry(midnight(spell.hired_on), hired))
        if spell.regularised_on and shows_regular:
            entries.append(TimelineEntry(midnight(spell.regularised_on), Text("转正", "Regularised")))
        if spell.last_day:
            entries.append(TimelineEntry(midnight(spell.last_day), Text("离职", "Left")))
    entries += await _papers(ctx, sight, employee_id, midnight)
    starts = {spell.hired_on for spell in spells}
    for record in await history(ctx, employee_id, as_of=None, known_at=None):
        if record["valid_from"] not in starts:
            place = " · ".join(filter(None, (record["department_name"], record["position_title"])))
            entries.append(
                TimelineEntry(
                    midnight(record["valid_from"]),
                    Text("任职变动", "Job change"),
                    Text(f"{place}（{record['reason']}）", f"{place} ({record['reason']})"),
                )
            )
    return entries


async def _papers(
    ctx: Context, sight: Sight, employee_id: UUID, midnight: Callable[[date], datetime]
) -> list[TimelineEntry]:
    """Education that ended and documents that run out, for those who see them."""
    entries = []
    if all(sight.sees(sight.catalogue.get(f"education.{n}")) for n in ("school", "level", "ended_on")):
        rows = await fetch(
            "SELECT school, level, ended_on FROM core_employee_education WHERE employee_id = $1"
            " AND ended_on IS NOT NULL ORDER BY ended_on LIMIT 50",
            employee_id,
        )
        for row in rows:
            level = choices.LEVELS.get(row["level"], Text(row["level"], row["level"]))
            entries.append(
                TimelineEntry(
                    midnight(row["ended_on"]),
                    Text("毕业", "Graduated"),
                    Text(f"{row['school']} · {level.zh}", f"{row['school']} · {level.en}"),
                )
            )
    if all(sight.sees(sight.catalogue.get(f"document.{n}")) for n in ("kind", "title", "expires_on")):
        rows = await fetch(
            "SELECT kind, title, expires_on FROM core_employee_document WHERE employee_id = $1"
            " AND expires_on IS NOT NULL ORDER BY expires_on LIMIT 50",
            employee_id,
        )
        for row in rows:
            what = choices.PAPERS.get(row["kind"], Text(row["kind"], row["kind"]))
            entries.append(
                TimelineEntry(
                    midnight(row["expires_on"]),
                    Text("证件到期", "Document runs out"),
                    Text(row["title"] or what.zh, row["title"] or what.en),
                )
            )
    return entries
