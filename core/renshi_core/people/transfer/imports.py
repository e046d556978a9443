"""An import from upload to done: checked in the background, confirmed by a person, written in batches."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

from renshi_core.files import service as files
from renshi_core.jobs.above import platform_of
from renshi_core.people.fields.builtin import MANY
from renshi_core.people.fields.catalogue import load
from renshi_core.people.fields.sight import of_list
from renshi_core.people.transfer import columns, parts, parts_store, reader, template
from renshi_core.people.transfer.checker import Checker, problems_json
from renshi_core.people.transfer.writer import Item, create, update
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.contributions import JobRun
from renshi_sdk.db import (
    ListField,
    Listing,
    ListQuery,
    ListSpec,
    connection,
    execute,
    fetch,
    fetch_row,
    listing,
    savepoint,
)
from renshi_sdk.errors import Conflict, Invalid, NeedsAttention, NotFound
from renshi_sdk.services import Clause
from renshi_sdk.text import Text

BATCH = 1_000
KEPT = timedelta(days=30)
"""How long the sheet itself stays; what was written stays in the files of people."""
_LABEL = "core_employee_import_row.sealed:{}"
IMPORTS = ListSpec(
    select=(
        "SELECT i.id, i.name, i.state, i.counts, i.failure, i.job_id, i.created_by_name, i.created_at, i.finished_at"
        " FROM core_employee_import i"
    ),
    fields={
        "created_at": ListField("i.created_at", "datetime", sortable=True),
        "state": ListField("i.state"),
    },
    key="i.id",
    default_sort="-created_at",
)


async def sheet(ctx: Context) -> bytes:
    """The template with the columns that the caller may bring in."""
    sight = await of_list(ctx)
    places = await fetch(
        "SELECT name FROM core_department WHERE company_id = $1 AND archived_at IS NULL ORDER BY path LIMIT 2000",
        ctx.company_id,
    )
    posts = await fetch(
        "SELECT title FROM core_position WHERE company_id = $1 AND archived_at IS NULL ORDER BY code LIMIT 2000",
        ctx.company_id,
    )
    names = list(dict.fromkeys(r["name"] for r in places))
    titles = list(dict.fromkeys(r["title"] for r in posts))
    sections = {s.title.of(ctx.locale): parts.fields_of(sight, s) for s in MANY}
    keys = parts.keys_of(sight)
    further = {title: [*keys, *fields] for title, fields in sections.items() if fields}
    return template.build(columns.importable(sight), names, titles, ctx.locale, further=further)


async def start(ctx: Context, file_id: UUID) -> dict[str, Any]:
    """Take an uploaded sheet and check it in the background. Raises ``NotFound`` for somebody else's file."""
    stored, content = await files.download(platform_of(ctx), ctx, file_id)
    head, _ = reader.read(stored.name, content)
    sight = await of_list(ctx)
    allowed = columns.importable(sight)
    matched = [columns.match(h, allowed) for h in head]
    if not any(matched):
        message = Text("没有一列能识别，请使用导入模板", "no column is known; please use the template")
        raise Invalid(message, code="people.import_head", fields={"file_id": message})
    twice = [f.title.zh for f, n in Counter(m for m in matched if m).items() if n > 1]
    if twice:
        message = Text(f"列“{'、'.join(twice)}”重复", f"columns are there twice: {', '.join(twice)}")
        raise Invalid(message, code="people.import_head", fields={"file_id": message})
    made = new_id()
    sheets = {title: (h, parts.matched(sight, title, h)) for title, (h, _) in _further(content).items()}
    ignored = [h for h, m in zip(head, matched, strict=True) if m is None and h]
    ignored += [title for title, (_, codes) in sheets.items() if not codes]
    ignored += [
        f"{t}!{h}"
        for t, (heads, codes) in sheets.items()
        for h, c in zip(heads, codes, strict=False)
        if h and not c
    ]
    kept = {
        "first": [m.code if m else None for m in matched],
        "further": {t: c for t, (_, c) in sheets.items() if c},
    }
    await execute(
        "INSERT INTO core_employee_import (id, company_id, file_id, name, digest, state, columns, counts, created_by,"
        " created_by_name) VALUES ($1, $2, $3, $4, $5, 'checking', $6, $7, $8, $9)",
        made,
        ctx.company_id,
        file_id,
        stored.name,
        hashlib.sha256(content).hexdigest(),
        json.dumps(kept, ensure_ascii=False),
        json.dumps({"ignored": ignored}, ensure_ascii=False),
        ctx.actor.id,
        ctx.actor.name,
    )
    await execute(
        "UPDATE core_file SET keep_until = $2 WHERE id = $1 AND keep_until IS NULL",
        file_id,
        ctx.today() + KEPT,
    )
    job = await ctx.jobs.enqueue("core.check_import", {"import_id": str(made)}, key=str(made))
    await execute("UPDATE core_employee_import SET job_id = $2 WHERE id = $1", made, job)
    await ctx.audit.record("core.employee_import.start", subject="employee_import", subject_id=made,
                           detail={"name": stored.name})  # fmt: skip
    return await one(ctx, made)


async def check(ctx: Context, import_id: UUID, run: JobRun) -> dict[str, Any]:
    """Check every row and keep what came out; run as a job. A sheet that can't be read fails with a sentence."""
    try:
        async with savepoint():
            return await _check(ctx, import_id, run)
    except (Invalid, NeedsAttention) as error:
        await execute(
            "UPDATE core_employee_import SET state = 'failed', failure = $2 WHERE id = $1",
            import_id,
            error.text.zh,
        )
        return {"failure": error.text.zh}


async def _check(ctx: Context, import_id: UUID, run: JobRun) -> dict[str, Any]:
    row = await row_of(import_id, lock=True)
    catalogue = await load()
    codes, further = columns_of(row)
    stored, content = await files.get(platform_of(ctx), ctx, row["file_id"])
    _, rows = reader.read(stored.name, content)
    fields = [catalogue.fields.get(code) if code else None for code in codes]
    rows = [r for r in rows if not _is_example(r[1])]
    await run.progress(0, len(rows), Text("正在校验", "Checking"))
    sent = _further(content) if further else {}
    told_further = [
        part
        for title, own in further.items()
        for part in parts.read(ctx, catalogue, title, own, _without_example(sent[title]))
    ]
    checked = await Checker(ctx, catalogue, fields).check(rows, told_further)
    await execute("DELETE FROM core_employee_import_row WHERE import_id = $1", import_id)
    for start_at in range(0, len(checked), BATCH):
        kept = []
        for one_row in checked[start_at : start_at + BATCH]:
            made = new_id()
            added = [part.as_json() for part in one_row.parts]
            text = json.dumps({"values": one_row.values, "parts": added}, ensure_ascii=False)
            kept.append(
                (
                    made, import_id, one_row.row_no, one_row.action,
                    ctx.secrets.seal(text, label=_LABEL.format(made)),
                    problems_json(one_row, catalogue.fields), one_row.employee_id,
                )
            )  # fmt: skip
        await connection().executemany(
            "INSERT INTO core_employee_import_row (id, import_id, row_no, action, sealed, problems, employee_id)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7)",
            kept,
        )
        await run.progress(min(start_at + BATCH, len(checked)), len(checked), Text("正在校验", "Checking"))
    counts = Counter(r.action for r in checked)
    told: dict[str, Any] = json.loads(row["counts"]) | {"rows": len(checked)}
    told |= {action: counts[action] for action in ("create", "update", "same", "refuse")}
    await execute(
        "UPDATE core_employee_import SET state = 'checked', counts = $2 WHERE id = $1",
        import_id,
        json.dumps(told, ensure_ascii=False),
    )
    return told


async def confirm(ctx: Context, import_id: UUID, *, without_wrong: bool) -> dict[str, Any]:
    """Write what was checked. Rows with problems stop it, unless ``without_wrong`` leaves them out.

    Raises:
        Conflict: not checked yet, or confirmed before, or rows have problems.
    """
    row = await row_of(import_id, lock=True)
    if row["state"] != "checked":
        raise Conflict(Text("该导入尚未校验完成，或已确认过", "it isn't checked yet, or was confirmed before"),
                       code="people.import_state")  # fmt: skip
    counts = json.loads(row["counts"])
    if counts["refuse"] and not without_wrong:
        raise Conflict(
            Text(
                f"有 {counts['refuse']} 行存在问题，请更正后重新上传，或选择跳过这些行",
                f"{counts['refuse']} rows have problems; correct the sheet, or leave them out",
            ),
            code="people.import_problems",
        )
    last = await fetch_row(
        "SELECT coalesce(max(row_no), 0) AS n FROM core_employee_import_row WHERE import_id = $1", import_id
    )
    params = {"import_id": str(import_id), "last_row": last["n"] if last else 0}
    job = await ctx.jobs.enqueue("core.write_import", params, key=str(import_id))
    await execute(
        "UPDATE core_employee_import SET state = 'writing', job_id = $2 WHERE id = $1", import_id, job
    )
    await ctx.audit.record("core.employee_import.confirm", subject="employee_import", subject_id=import_id,
                           detail=counts)  # fmt: skip
    return await one(ctx, import_id)


async def write(import_id: UUID, last_row: int, run: JobRun) -> dict[str, Any]:
    """Write the rows in batches, each in a transaction that also marks it done; a stepwise job."""
    for first in range(1, last_row + 1, BATCH):
        async with run.step(f"rows-{first}") as ctx:
            if ctx is not None:
                await _write_batch(ctx, import_id, first, first + BATCH)
        await run.progress(min(first + BATCH - 1, last_row), last_row, Text("正在写入", "Writing"))
    async with run.step("finish") as ctx:
        if ctx is not None:
            return await _finish(ctx, import_id)
    return {}


async def _write_batch(ctx: Context, import_id: UUID, first: int, end: int) -> None:
    catalogue = await load()
    found = await fetch(
        "SELECT id, row_no, action, sealed, employee_id FROM core_employee_import_row WHERE import_id = $1"
        " AND row_no >= $2 AND row_no < $3 AND action IN ('create', 'update') AND written_at IS NULL"
        " ORDER BY row_no",
        import_id,
        first,
        end,
    )
    items: dict[str, list[Item]] = {"create": [], "update": []}
    for row in found:
        kept = json.loads(ctx.secrets.open(row["sealed"], label=_LABEL.format(row["id"])))
        person = row["employee_id"] or new_id()
        items[row["action"]].append(
            Item(row["id"], row["row_no"], kept["values"], person, kept.get("parts", []))
        )
    done = await create(ctx, catalogue, items["create"]) if items["create"] else []
    changed = [i for i in items["update"] if i.values]
    done += await update(ctx, catalogue, changed) if changed else []
    done += [i for i in items["update"] if not i.values]
    added = [(i.employee_id, p["section"], p["values"]) for i in done for p in i.parts]
    if added:
        known = {item.employee_id for item in items["update"]}
        await parts_store.add(ctx, catalogue, added, known=known)
    await execute(
        "UPDATE core_employee_import_row r SET written_at = $3, sealed = NULL, employee_id = d.employee_id"
        " FROM unnest($1::uuid[], $2::uuid[]) AS d(id, employee_id) WHERE r.id = d.id",
        [i.row_id for i in done],
        [i.employee_id for i in done],
        ctx.now(),
    )
    # Whom somebody hired meanwhile is left as they are.
    await execute(
        "UPDATE core_employee_import_row SET action = 'same', sealed = NULL WHERE import_id = $1 AND row_no >= $2"
        " AND row_no < $3 AND action = 'create' AND written_at IS NULL",
        import_id,
        first,
        end,
    )


async def _finish(ctx: Context, import_id: UUID) -> dict[str, Any]:
    rows = await fetch(
        "SELECT action, count(*) AS n, count(written_at) AS written FROM core_employee_import_row"
        " WHERE import_id = $1 GROUP BY action",
        import_id,
    )
    counts: dict[str, Any] = json.loads((await row_of(import_id, lock=True))["counts"])
    counts |= {r["action"]: r["n"] for r in rows} | {"written": sum(r["written"] for r in rows)}
    await execute("UPDATE core_employee_import_row SET sealed = NULL WHERE import_id = $1", import_id)
    await execute(
        "UPDATE core_employee_import SET state = 'done', counts = $2, finished_at = $3 WHERE id = $1",
        import_id,
        json.dumps(counts, ensure_ascii=False),
        ctx.now(),
    )
    await ctx.audit.record("core.employee_import.finish", subject="employee_import", subject_id=import_id,
                           detail={"written": counts["written"]})  # fmt: skip
    return counts


async def purge(ctx: Context) -> int:
    """What was read from sheets that nobody confirmed for a month goes."""
    tag = await execute(
        "UPDATE core_employee_import_row r SET sealed = NULL FROM core_employee_import i WHERE i.id = r.import_id"
        " AND r.sealed IS NOT NULL AND i.company_id = $1 AND i.created_at < $2",
        ctx.company_id,
        ctx.now() - KEPT,
    )
    await execute(
        "UPDATE core_employee_import SET file_id = NULL, state = CASE WHEN state = 'done' THEN state ELSE 'failed' END"
        " WHERE company_id = $1 AND file_id IS NOT NULL AND created_at < $2",
        ctx.company_id,
        ctx.now() - KEPT,
    )
    await execute(
        "UPDATE core_employee_export SET file_id = NULL WHERE company_id = $1 AND file_id IS NOT NULL"
        " AND created_at < $2",
        ctx.company_id,
        ctx.now() - KEPT,
    )
    return int(tag.split()[-1])


async def one(ctx: Context, import_id: UUID) -> dict[str, Any]:
    """An import as its page shows it."""
    row = await row_of(import_id)
    if row["company_id"] != ctx.company_id:
        raise missing()
    return _shown(row)


async def listed(ctx: Context, query: ListQuery) -> Listing:
    """Imports of the company, newest first."""
    found = await listing(IMPORTS, query, Clause("i.company_id = {}", (ctx.company_id,)))
    for item in found.items:
        item["counts"] = json.loads(item["counts"])
    return found


def columns_of(row: dict[str, Any]) -> tuple[list[str | None], dict[str, list[str | None]]]:
    """Codes of the columns of an import's first sheet, and of its further sheets by their titles."""
    kept = json.loads(row["columns"])
    # Sheets that were sent before there were further ones have the first one's alone.
    return (kept, {}) if isinstance(kept, list) else (kept["first"], kept["further"])


def _further(content: bytes) -> dict[str, parts.Sheet]:
    return reader.further(content, {t for s in MANY for t in (s.name, s.title.zh, s.title.en)})


def _without_example(sheet: parts.Sheet) -> parts.Sheet:
    return sheet[0], [row for row in sheet[1] if not _is_example(row[1])]


def _is_example(cells: list[Any]) -> bool:
    first = str(cells[0] or "")
    return first.startswith((f"{template.EXAMPLE.zh}：", f"{template.EXAMPLE.en}："))


async def row_of(import_id: UUID, *, lock: bool = False) -> dict[str, Any]:
    """An import of the tenant. Raises ``NotFound``."""
    row = await fetch_row(
        f"SELECT * FROM core_employee_import WHERE id = $1{' FOR UPDATE' if lock else ''}", import_id
    )
    if row is None:
        raise missing()
    return dict(row)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    kept = ("id", "name", "state", "failure", "job_id", "created_by_name", "created_at", "finished_at")
    counts = json.loads(row["counts"])
    return {n: row[n] for n in kept} | {"counts": counts, **{n: counts.get(n) for n in (
        "rows", "create", "update", "same", "refuse", "written")},
        "ignored": "、".join(counts.get("ignored", []))}  # fmt: skip


def missing() -> NotFound:
    """The error for an import that isn't there for the caller."""
    return NotFound(Text("没有这次导入", "there is no such import"), code="people.import")
