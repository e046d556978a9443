"""Importing contracts: everything is checked before anything is written, and the same file twice adds nothing."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from renshi_contracts.imports import sheet
from renshi_contracts.imports.sheet import Line
from renshi_contracts.permissions import MANAGE
from renshi_contracts.register import checks, repository
from renshi_contracts.settings import ContractSettings
from renshi_sdk import Clause, Context, Invalid, Text, new_id
from renshi_sdk.db import fetch, where


async def run(ctx: Context, file_id: UUID, *, write: bool) -> dict[str, Any]:
    """Check a workbook, and write it where ``write`` is asked for and nothing is wrong.

    Answers ``rows``, ``written``, ``known`` (rows that were imported before) and ``problems`` with row and sentence.
    """
    stored, content = await ctx.files.get(file_id)
    if len(content) > sheet.MOST_BYTES:
        raise Invalid(Text("文件超过 20 MB", "the file is larger than 20 MB"), code="contracts.import.size")
    lines = sheet.read(content)
    prepared, problems = await _prepare(ctx, lines)
    answer: dict[str, Any] = {"rows": len(lines), "written": 0, "known": 0, "problems": problems}
    if not write or problems or not prepared:
        return answer
    known = await _known(ctx, [row["import_key"] for row in prepared])
    fresh = [row for row in prepared if row["import_key"] not in known]
    await _give_numbers(ctx, fresh)
    written = await repository.add(fresh)
    answer |= {"written": len(written), "known": len(prepared) - len(written)}
    await ctx.audit.record(
        "contracts.contract.import",
        subject="contracts_contract",
        detail={"file": stored.name, "rows": len(lines), "written": len(written)},
    )
    return answer


async def _prepare(ctx: Context, lines: list[Line]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    people = await _people(ctx, [line.values["employee_number"] for line in lines])
    history = await repository.labour_history(ctx.company_id, [row["id"] for row in people.values()])
    taken = await _taken(ctx, [line.values["number"] for line in lines if line.values["number"]])
    twice = {n for n, times in Counter(line.values["number"] for line in lines).items() if n and times > 1}
    prepared: list[dict[str, Any]] = []
    problems: list[dict[str, Any]] = []
    for line in lines:
        found = list(line.problems)
        values = dict(line.values)
        number = values.pop("employee_number")
        person = people.get(number)
        if number and person is None:
            found.append(f"本公司没有工号为“{number}”的员工，或不在您的数据范围内")
        key = f"{number}|{values['kind']}|{values['starts_on']}"
        if values["number"] in twice:
            found.append(f"合同编号“{values['number']}”在文件中重复")
        if values["number"] in taken and taken[values["number"]] != key:
            found.append(f"合同编号“{values['number']}”已存在")
        if values["signed_on"] is not None and values["signed_on"] > ctx.today():
            found.append("签订日期不能晚于今天")
        if not found and person is not None:
            values = checks.complete(values, None)
            before = [row for row in history[person["id"]] if row["starts_on"] < values["starts_on"]]
            found += [str(text.zh if isinstance(text, Text) else text) for text in
                      checks.problems(values, before).values()]  # fmt: skip
        problems += [{"row": line.row, "problem": text} for text in found]
        if not found and person is not None:
            # What is over already is closed by the next morning's job, like everything that runs out.
            prepared.append(
                values
                | {
                    "id": new_id(),
                    "company_id": ctx.company_id,
                    "employee_id": person["id"],
                    "spell_id": person["spell_id"],
                    "state": "signed" if values["signed_on"] else "draft",
                    "import_key": key,
                }
            )
    return prepared, problems


async def _people(ctx: Context, numbers: list[str]) -> dict[str, dict[str, Any]]:
    sql, arguments = where(
        Clause("e.company_id = {}", (ctx.company_id,)),
        Clause("e.number = ANY({})", (sorted({n for n in numbers if n}),)),
        ctx.access.employees(MANAGE, "e.id"),
    )
    rows = await fetch(f"SELECT e.id, e.number, e.spell_id FROM renshi_employee e WHERE {sql}", *arguments)
    return {row["number"]: dict(row) for row in rows}


async def _taken(ctx: Context, numbers: list[str]) -> dict[str, str | None]:
    rows = await fetch(
        "SELECT number, import_key FROM contracts_contract WHERE company_id = $1 AND number = ANY($2)",
        ctx.company_id,
        numbers,
    )
    return {row["number"]: row["import_key"] for row in rows}


async def _known(ctx: Context, keys: list[str]) -> set[str]:
    rows = await fetch(
        "SELECT import_key FROM contracts_contract WHERE company_id = $1 AND import_key = ANY($2)",
        ctx.company_id,
        keys,
    )
    return {row["import_key"] for row in rows}


async def _give_numbers(ctx: Context, rows: list[dict[str, Any]]) -> None:
    missing = [row for row in rows if not row["number"]]
    if not missing:
        return
    prefix = (await ctx.settings(ContractSettings)).number_prefix
    for year, count in Counter(row["starts_on"].year for row in missing).items():
        last = await repository.next_numbers(ctx.company_id, year, count)
        for place, row in enumerate((r for r in missing if r["starts_on"].year == year), last - count + 1):
            row["number"] = f"{prefix}{year}-{place:05d}"
