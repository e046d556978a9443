"""A company's own words for a kind of notice. Placeholders are put in as text; nothing in a template is run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.db import execute, fetch, fetch_row
from renshi_sdk.errors import Invalid, NotFound
from renshi_sdk.text import Text

PLACEHOLDERS: dict[str, Text] = {
    "title": Text("原标题", "the title as it would be"),
    "body": Text("原内容", "the content as it would be"),
    "name": Text("收件人姓名", "the person's name"),
    "company": Text("公司名称", "the company's name"),
    "date": Text("日期", "the day"),
}
_PLACE = re.compile(r"\{([^{}]*)\}")
_STRAY = re.compile(r"[{}]")


def fill(template: str, values: Mapping[str, str]) -> str:
    """Put values in, once over: braces inside a value stay what they are."""
    return _PLACE.sub(lambda found: values.get(found.group(1), found.group(0)), template)


def check(template: str) -> Text | None:
    """What is wrong with a template: an unknown placeholder or a stray brace; ``None`` where nothing is."""
    unknown = [name for name in _PLACE.findall(template) if name not in PLACEHOLDERS]
    known = "、".join(f"{{{name}}}" for name in PLACEHOLDERS)
    if unknown:
        return Text(
            f"没有占位符 {{{unknown[0]}}}，可用：{known}",
            f"there is no placeholder {{{unknown[0]}}}; there are {known}",
        )
    if _STRAY.search(_PLACE.sub("", template)):
        return Text(f"花括号不成对，可用：{known}", f"a brace stands alone; there are {known}")
    return None


async def applied(
    company_id: UUID, kind: str, title: Text, body: Text, *, name: str, company: str, day: str
) -> tuple[Text, Text]:
    """Title and content in the company's words, or as they were where it has none for this kind."""
    row = await fetch_row(
        "SELECT title_zh, title_en, body_zh, body_en FROM core_notice_template WHERE company_id = $1 AND kind = $2",
        company_id,
        kind,
    )
    if row is None:
        return title, body

    def values(language: str) -> dict[str, str]:
        zh = language == "zh"
        return {
            "title": title.zh if zh else title.en,
            "body": body.zh if zh else body.en,
            "name": name,
            "company": company,
            "date": day,
        }

    return (
        Text(fill(row["title_zh"], values("zh")), fill(row["title_en"], values("en"))),
        Text(fill(row["body_zh"], values("zh")), fill(row["body_en"], values("en"))),
    )


async def listed(ctx: Context) -> list[dict[str, Any]]:
    """The company's templates."""
    rows = await fetch(
        "SELECT kind, title_zh, title_en, body_zh, body_en, changed_by, changed_at FROM core_notice_template"
        " WHERE company_id = $1 ORDER BY kind",
        ctx.company_id,
    )
    return [dict(row) for row in rows]


async def keep(ctx: Context, kind: str, values: Mapping[str, str]) -> None:
    """Set the company's words for a kind. Raises ``Invalid`` naming each text with an unknown placeholder."""
    problems: dict[str, Text | str] = {
        name: problem for name, value in values.items() if (problem := check(value)) is not None
    }
    if problems:
        raise Invalid(Text("模板有误", "the template is wrong"), code="notice.template", fields=problems)
    await execute(
        "INSERT INTO core_notice_template"
        " (id, company_id, kind, title_zh, title_en, body_zh, body_en, changed_by, changed_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (company_id, kind) DO UPDATE SET"
        " title_zh = excluded.title_zh, title_en = excluded.title_en, body_zh = excluded.body_zh,"
        " body_en = excluded.body_en, changed_by = excluded.changed_by, changed_at = excluded.changed_at",
        new_id(),
        ctx.company_id,
        kind,
        values["title_zh"],
        values["title_en"],
        values["body_zh"],
        values["body_en"],
        ctx.actor.name,
        ctx.now(),
    )
    await ctx.audit.record("core.notice_template.change", subject="notice_template", detail={"kind": kind})


async def drop(ctx: Context, kind: str) -> None:
    """Back to the words as they come. Raises ``NotFound``."""
    tag = await execute(
        "DELETE FROM core_notice_template WHERE company_id = $1 AND kind = $2", ctx.company_id, kind
    )
    if tag == "DELETE 0":
        raise NotFound(Text("没有这个模板", "there is no such template"))
    await ctx.audit.record("core.notice_template.drop", subject="notice_template", detail={"kind": kind})
