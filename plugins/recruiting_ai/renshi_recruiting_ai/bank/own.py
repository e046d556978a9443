"""A company's own questions beside those that ship: each change a version, all or nothing from a sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from renshi_recruiting_ai.bank import questions as bank
from renshi_recruiting_ai.bank import sheet
from renshi_recruiting_ai.bank.questions import BankQuestion
from renshi_recruiting_ai.rows import as_json, from_json, insert_many
from renshi_sdk import Context, Invalid, NotFound, Text
from renshi_sdk.db import execute, fetch

MOST_BYTES = 5 * 1024 * 1024
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


async def _newest(company_id: UUID) -> dict[str, dict[str, Any]]:
    rows = await fetch(
        "SELECT DISTINCT ON (key) key, version, body, changed_by_name, created_at FROM recruiting_ai_bank_question"
        " WHERE company_id = $1 ORDER BY key, version DESC",
        company_id,
    )
    return {row["key"]: dict(row) | {"body": from_json(row["body"])} for row in rows}


async def questions(ctx: Context) -> Mapping[str, BankQuestion]:
    """Every question the company may ask: those that ship, and its own; one of its own with the same key counts."""
    own = {
        key: BankQuestion.model_validate(row["body"])
        for key, row in (await _newest(ctx.company_id)).items()
        if row["body"] is not None
    }
    return {**bank.questions(), **own}


async def versions(ctx: Context) -> dict[str, int]:
    """The version of each own question that is in the bank."""
    return {
        key: row["version"] for key, row in (await _newest(ctx.company_id)).items() if row["body"] is not None
    }


async def take_in(ctx: Context, file_id: UUID) -> dict[str, int]:
    """Take a workbook's questions in: new ones, and new versions of those that differ. All of it or nothing.

    Raises:
        Invalid: it is no such workbook, or a line doesn't hold.
    """
    stored, content = await ctx.files.get(file_id)
    if len(content) > MOST_BYTES:
        raise Invalid(Text("文件超过 5 MB", "the file is larger than 5 MB"), code="recruiting_ai.bank_sheet")
    given = sheet.read(content)
    _check(given)
    await execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"recruiting_ai_bank:{ctx.company_id}")
    known, shipped = await _newest(ctx.company_id), bank.questions()
    fresh: list[tuple[str, dict[str, Any]]] = []
    changed: list[tuple[str, dict[str, Any]]] = []
    same = 0
    for item in given:
        body = item.model_dump(mode="json")
        before = known.get(item.key)
        now = before["body"] if before is not None else None
        if now is None and before is None and item.key in shipped:
            now = shipped[item.key].model_dump(mode="json")
        if now == body:
            same += 1
        else:
            (changed if before is not None or item.key in shipped else fresh).append((item.key, body))
    await insert_many(
        "recruiting_ai_bank_question",
        [
            {
                "company_id": ctx.company_id,
                "key": key,
                "version": known[key]["version"] + 1 if key in known else 1,
                "body": as_json(body),
                "changed_by_name": ctx.actor.name,
            }
            for key, body in (*fresh, *changed)
        ],
    )
    counts = {"new": len(fresh), "changed": len(changed), "same": same}
    await ctx.audit.record(
        "recruiting_ai.bank.import",
        subject="recruiting_ai_bank_question",
        detail={"file": stored.name} | counts,
    )
    return counts


def _check(given: list[BankQuestion]) -> None:
    """Each question has to make a plan in both languages: that refuses protected facts and broken points."""
    wrong: dict[str, Text | str] = {}
    for item in given:
        for language in ("zh", "en"):
            try:
                bank.compose(
                    [item.key],
                    language,
                    key="check",
                    title="x",
                    summary="x",
                    weights={},
                    pool={item.key: item},
                )
            except ValidationError as error:
                wrong[item.key] = error.errors()[0]["msg"]
    if wrong:
        raise Invalid(
            Text("有题目不能使用", "some questions can't be used"),
            code="recruiting_ai.bank_sheet",
            fields=wrong,
        )


async def retire(ctx: Context, key: str) -> None:
    """Take an own question out of the bank; plans that have it keep it, its versions stay.

    Raises:
        NotFound: the company has no such question of its own.
    """
    await execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"recruiting_ai_bank:{ctx.company_id}")
    row = (await _newest(ctx.company_id)).get(key)
    if row is None or row["body"] is None:
        raise NotFound(Text("没有这道自有题目", "there is no such question of your own"))
    await insert_many(
        "recruiting_ai_bank_question",
        [
            {
                "company_id": ctx.company_id,
                "key": key,
                "version": row["version"] + 1,
                "body": None,
                "changed_by_name": ctx.actor.name,
            }
        ],
    )
    await ctx.audit.record(
        "recruiting_ai.bank.retire", subject="recruiting_ai_bank_question", detail={"key": key}
    )


async def history(ctx: Context, key: str) -> list[dict[str, Any]]:
    """All versions of an own question, newest first; none for what is no key."""
    if not _KEY.fullmatch(key):
        return []
    rows = await fetch(
        "SELECT version, body ->> 'zh' AS text, body ->> 'en' AS text_en, body IS NULL AS retired, changed_by_name,"
        " created_at FROM recruiting_ai_bank_question WHERE company_id = $1 AND key = $2 ORDER BY version DESC",
        ctx.company_id,
        key,
    )
    return [dict(row) for row in rows]
