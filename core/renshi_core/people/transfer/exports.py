"""Exports of the list: whom and what is settled when it is asked for, the sheet is written in the background."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from renshi_core.files import service as files
from renshi_core.jobs.above import platform_of
from renshi_core.people import file
from renshi_core.people.employment_types import TYPES as KINDS_OF_EMPLOYMENT
from renshi_core.people.fields import extra, kinds
from renshi_core.people.fields.builtin import SECTIONS
from renshi_core.people.fields.catalogue import load
from renshi_core.people.fields.definition import FieldDef
from renshi_core.people.fields.sight import Sight, of_list
from renshi_core.people.page_parts import REGIMES, STATUS
from renshi_core.people.transfer import columns, parts_store
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.contributions import JobRun
from renshi_sdk.db import ListQuery, execute, fetch, fetch_row
from renshi_sdk.errors import Invalid, NotFound
from renshi_sdk.text import Text

BATCH = 2_000
MOST = 200_000
KEPT = timedelta(days=7)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
_JOB_NAMES = {
    "job.name": "name", "job.number": "number", "job.status": "status", "job.company": "company_name",
    "job.department": "department_name", "job.position": "position_title", "job.manager": "manager_name",
    "job.grade": "grade", "job.city": "city", "job.work_regime": "work_regime", "job.hired_on": "hired_on",
    "job.probation_until": "probation_until", "job.left_on": "left_on",
    "job.employment_type": "employment_type", "job.job_family": "job_family", "job.workplace": "workplace",
}  # fmt: skip
DEFAULT = (
    "job.number",
    "job.name",
    "job.department",
    "job.position",
    "job.grade",
    "job.status",
    "job.hired_on",
)


async def start(
    ctx: Context, codes: Sequence[str], kind: str, filters: dict[str, str], q: str | None
) -> dict[str, Any]:
    """Settle whom and what, and write it in the background.

    Raises:
        Invalid: a field or filter that isn't there for the caller.
    """
    sight = await of_list(ctx)
    allowed = {f.code: f for f in columns.exportable(sight)}
    sheets = columns.sheets(sight)
    named = [c for c in codes if c in sheets]
    if named and kind != "xlsx":
        message = Text("CSV 只有一个工作表，请选择 Excel", "a CSV has one sheet; choose Excel")
        raise Invalid(message, code="people.export", fields={"format": message})
    chosen = [c for c in codes if c not in sheets] or [c for c in DEFAULT if c in allowed]
    unknown = [c for c in chosen if c not in allowed]
    if unknown:
        message = Text(f"没有字段“{unknown[0]}”", f"there is no field {unknown[0]!r}")
        raise Invalid(message, code="people.export", fields={"fields": message})
    chosen += [f.code for name in named for f in sheets[name]]
    query = ListQuery(q=q or None, filters=tuple((k, v) for k, v in filters.items() if v != ""))
    people = await file.ids_of(ctx, query)
    if len(people) > MOST:
        raise Invalid(
            Text(f"一次最多导出 {MOST} 人", f"at most {MOST} people at a time"), code="people.export"
        )
    made = new_id()
    await execute(
        "INSERT INTO core_employee_export (id, company_id, fields, people, format, locale, rows, created_by,"
        " created_by_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        made,
        ctx.company_id,
        chosen,
        people,
        kind,
        ctx.locale,
        len(people),
        ctx.actor.id,
        ctx.actor.name,
    )
    job = await ctx.jobs.enqueue("core.export_employees", {"export_id": str(made)}, key=str(made))
    await execute("UPDATE core_employee_export SET job_id = $2 WHERE id = $1", made, job)
    await ctx.audit.record(
        "core.employee_export.start",
        subject="employee_export",
        subject_id=made,
        detail={"fields": chosen, "people": len(people), "format": kind, "filters": filters},
    )
    return {"id": made, "job_id": job, "rows": len(people)}


async def options(ctx: Context) -> list[dict[str, str]]:
    """Columns that the caller may export."""
    sight = await of_list(ctx)
    found = [{"value": f.code, "label": f.title.of(ctx.locale)} for f in columns.exportable(sight)]
    sheet = Text("（单独工作表）", " (a sheet)").of(ctx.locale)
    return found + [
        {"value": name, "label": f"{SECTIONS[name].title.of(ctx.locale)}{sheet}"}
        for name in columns.sheets(sight)
    ]


async def one(ctx: Context, export_id: UUID) -> dict[str, Any]:
    """An export of the caller, with the state of its job. Raises ``NotFound``."""
    row = await fetch_row(
        "SELECT id, fields, rows, format, job_id, file_id IS NOT NULL AS written, created_at"
        " FROM core_employee_export WHERE id = $1 AND created_by = $2",
        export_id,
        ctx.actor.id,
    )
    if row is None:
        raise _missing()
    state = await ctx.jobs.state(row["job_id"])
    titles = {f.code: f.title.of(ctx.locale) for f in columns.by_codes(await load(), row["fields"])}
    return {
        **{n: row[n] for n in ("id", "rows", "format", "written", "created_at")},
        "columns": [titles.get(code, code) for code in row["fields"]],
        **{n: getattr(state, n) for n in ("state", "done", "total", "message", "error")},
    }


async def write(ctx: Context, export_id: UUID, run: JobRun) -> dict[str, Any]:
    """Write the sheet; run as a job."""
    row = await fetch_row("SELECT * FROM core_employee_export WHERE id = $1", export_id)
    if row is None:
        raise _missing()
    catalogue, locale = await load(), row["locale"]
    whole = columns.by_codes(catalogue, row["fields"])
    further = [f for f in whole if SECTIONS[f.section].many]
    chosen = [f for f in whole if f not in further]
    sink = _Sheet(row["format"], columns.headers(chosen, locale))
    people: list[UUID] = list(row["people"])
    for first in range(0, len(people), BATCH):
        for values in await _values(ctx, chosen, people[first : first + BATCH], locale):
            sink.add(values)
        await _parts(ctx, sink, further, people[first : first + BATCH], locale)
        await run.progress(min(first + BATCH, len(people)), len(people), Text("正在导出", "Exporting"))
    name = f"{Text('员工', 'employees').of(locale)}-{ctx.today():%Y%m%d}.{row['format']}"
    stored = await ctx.files.put(
        name, sink.content(), media_type=TYPES[row["format"]], keep_until=ctx.today() + KEPT
    )
    await execute(
        "UPDATE core_employee_export SET file_id = $2, people = '{}' WHERE id = $1", export_id, stored.id
    )
    return {"rows": len(people)}


async def _values(
    ctx: Context, chosen: Sequence[FieldDef], people: Sequence[UUID], locale: str
) -> list[list[Any]]:
    # Masks are put on here as everywhere; what is there at all was settled when it was asked for.
    sight = Sight(await load(), frozenset(), all=True)
    jobs = await _jobs(people)
    others = [f for f in chosen if f.section != "job"]
    more = await extra.read(ctx, sight, people, others)
    found = []
    for person in people:
        if person not in jobs or person not in more:
            continue
        own = {f.code: sight.shown(f, v) for f, v in zip(others, more[person], strict=True)}
        found.append(
            [
                _job_words(f, jobs[person], locale) if f.section == "job" else _words(f, own[f.code], locale)
                for f in chosen
            ]
        )
    return found


async def _parts(
    ctx: Context, sink: _Sheet, fields: Sequence[FieldDef], people: Sequence[UUID], locale: str
) -> None:
    """Rows of sections, each section on its own sheet as an import takes it."""
    if not fields:
        return
    catalogue = await load()
    sight = Sight(catalogue, frozenset(), all=True)
    sections = list(dict.fromkeys(f.section for f in fields))
    numbers = {i: row["number"] for i, row in (await _jobs(people)).items()}
    there = await parts_store.existing(ctx, catalogue, people, sections, only=fields)
    for name in sections:
        own = [f for f in fields if f.section == name]
        heads = [catalogue.get("job.number").title.of(locale), *(f.title.of(locale) for f in own)]
        sink.turn_to(SECTIONS[name].title.of(locale), heads)
        for person in people:
            for found in (e for e in there[person] if e.section == name and person in numbers):
                shown = [_words(f, sight.shown(f, found.values[f.code]), locale) for f in own]
                sink.add([numbers[person], *shown])
    sink.turn_to(None, ())


async def _jobs(people: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    rows = await fetch(
        "SELECT c.*, co.name AS company_name, d.name AS department_name, p.title AS position_title,"
        " m.name AS manager_name FROM core_employee_current c JOIN core_company co ON co.id = c.company_id"
        " JOIN core_department d ON d.id = c.department_id LEFT JOIN core_position p ON p.id = c.position_id"
        " LEFT JOIN core_employee m ON m.id = c.manager_id WHERE c.id = ANY($1)",
        list(people),
    )
    return {r["id"]: dict(r) for r in rows}


def _job_words(field: FieldDef, row: dict[str, Any], locale: str) -> Any:
    value = row.get(_JOB_NAMES.get(field.code, ""))
    if field.code == "job.status":
        return next(o.label.of(locale) for o in STATUS if o.value == value)
    if field.code == "job.work_regime":
        return next((o.label.of(locale) for o in REGIMES if o.value == value), value)
    if field.code == "job.employment_type" and value in KINDS_OF_EMPLOYMENT:
        return KINDS_OF_EMPLOYMENT[value].title.of(locale)
    return value.isoformat() if isinstance(value, date) else value


def _words(field: FieldDef, value: Any, locale: str) -> Any:
    return value if field.flags.sensitive else kinds.show(field, value, locale)


class _Sheet:
    """An xlsx or CSV that grows; a text that a sheet would take for a formula stays a text."""

    def __init__(self, format: str, head: Sequence[str]) -> None:  # noqa: A002 - the word of the file
        self._text = io.StringIO()
        self._book = Workbook(write_only=True) if format == "xlsx" else None
        self._page: Any = self._book.create_sheet() if self._book else None
        self._pages: dict[str | None, Any] = {None: self._page}
        self._csv = csv.writer(self._text)
        self.add(head)

    def turn_to(self, title: str | None, head: Sequence[str]) -> None:
        """Go on with the sheet of this title, made with ``head`` where it isn't there; ``None`` is the first."""
        fresh = title not in self._pages
        if fresh and self._book is not None:
            self._pages[title] = self._book.create_sheet(title)
        self._page = self._pages[title]
        if fresh:
            self.add(head)

    def add(self, values: Sequence[Any]) -> None:
        """One row."""
        if self._page is not None:
            self._page.append([self._cell(v) for v in values])
        else:
            self._csv.writerow(
                [f"'{v}" if isinstance(v, str) and v.startswith(FORMULA_STARTS) else v for v in values]
            )

    def _cell(self, value: Any) -> Any:
        if isinstance(value, str) and value.startswith(FORMULA_STARTS):
            cell = WriteOnlyCell(self._page, value)
            cell.data_type = "s"
            return cell
        return value

    def content(self) -> bytes:
        """The whole file."""
        if self._book is None:
            return ("\ufeff" + self._text.getvalue()).encode()
        out = io.BytesIO()
        self._book.save(out)
        return out.getvalue()


async def download(ctx: Context, export_id: UUID) -> tuple[str, str, bytes]:
    """Name, type and content, for who asked for it. Audited. Raises ``NotFound``."""
    row = await fetch_row(
        "SELECT file_id, format FROM core_employee_export WHERE id = $1 AND created_by = $2",
        export_id,
        ctx.actor.id,
    )
    if row is None or row["file_id"] is None:
        raise _missing()
    await ctx.audit.record("core.employee_export.download", subject="employee_export", subject_id=export_id)
    stored, content = await files.get(platform_of(ctx), ctx, row["file_id"])
    return stored.name, stored.media_type, content


def _missing() -> NotFound:
    return NotFound(
        Text("没有这次导出，或尚未完成", "there is no such export, or it isn't done yet"),
        code="people.export",
    )
