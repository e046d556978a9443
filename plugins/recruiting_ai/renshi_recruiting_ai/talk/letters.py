"""Texts of letters: the starters of the plugin, and a company's own."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import Any
from uuid import UUID

import yaml

from renshi_recruiting_ai.rows import insert
from renshi_sdk import Context, Invalid, NotFound, Text
from renshi_sdk.db import execute, fetch

LOCALES = ("zh-CN", "en-US")
WORDS = ("name", "company", "job", "link", "until", "contact", "time", "place", "round", "minutes", "note")
_PLACE = re.compile(r"\{([a-z_]+)\}")


@lru_cache(maxsize=1)
def starters() -> dict[str, dict[str, Any]]:
    """The plugin's own letters by key."""
    raw = yaml.safe_load(files("renshi_recruiting_ai").joinpath("data/messages.yaml").read_text("utf-8"))
    return {item["key"]: item for item in raw}


async def letters(company_id: UUID) -> list[dict[str, Any]]:
    """Every letter in both languages as it would be sent now."""
    own = {
        (row["key"], row["locale"]): dict(row)
        for row in await fetch(
            "SELECT key, locale, subject, body, changed_by_name, created_at FROM recruiting_ai_template"
            " WHERE company_id = $1",
            company_id,
        )
    }
    found = []
    for key, item in starters().items():
        for locale in LOCALES:
            mine = own.get((key, locale))
            text = mine or item[locale]
            found.append(
                {
                    "id": f"{key}.{locale}",
                    "key": key,
                    "locale": locale,
                    "title": item["title"][locale],
                    "subject": text["subject"],
                    "body": text["body"],
                    "own": mine is not None,
                    "changed_by_name": mine["changed_by_name"] if mine else None,
                }
            )
    return found


async def letter(company_id: UUID, key: str, locale: str) -> dict[str, Any]:
    """One letter, the company's own before the starter."""
    if key not in starters() or locale not in LOCALES:
        raise NotFound(Text("没有这个消息模板", "there is no such letter"))
    return next(item for item in await letters(company_id) if (item["key"], item["locale"]) == (key, locale))


async def save(ctx: Context, key: str, locale: str, subject: str, body: str) -> dict[str, Any]:
    """Keep a company's own text.

    Raises:
        Invalid: it has a word in braces that is not filled in, or a link letter without its link.
    """
    known = await letter(ctx.company_id, key, locale)
    unknown = sorted(set(_PLACE.findall(subject + body)) - set(WORDS))
    if unknown:
        names = "、".join(f"{{{name}}}" for name in unknown)
        raise Invalid(
            Text(f"不认识的占位符：{names}", f"unknown words in braces: {names}"),
            fields={"body": Text(f"可用：{'、'.join(WORDS)}", f"there are: {', '.join(WORDS)}")},
        )
    if "{link}" in starters()[key]["zh-CN"]["body"] and "{link}" not in body:
        raise Invalid(
            Text("正文须包含 {link}", "the text must hold {link}"),
            fields={"body": Text("缺少 {link}", "no {link}")},
        )
    await execute(
        "DELETE FROM recruiting_ai_template WHERE company_id = $1 AND key = $2 AND locale = $3",
        ctx.company_id,
        key,
        locale,
    )
    row_id = await insert(
        "recruiting_ai_template",
        company_id=ctx.company_id,
        key=key,
        locale=locale,
        title=known["title"],
        subject=subject,
        body=body,
        changed_by_name=ctx.actor.name,
    )
    await ctx.audit.record(
        "recruiting_ai.template.save",
        subject="recruiting_ai_template",
        subject_id=row_id,
        detail={"key": key, "locale": locale},
    )
    return await letter(ctx.company_id, key, locale)


async def restore(ctx: Context, key: str, locale: str) -> dict[str, Any]:
    """Go back to the starter."""
    await letter(ctx.company_id, key, locale)
    await execute(
        "DELETE FROM recruiting_ai_template WHERE company_id = $1 AND key = $2 AND locale = $3",
        ctx.company_id,
        key,
        locale,
    )
    await ctx.audit.record(
        "recruiting_ai.template.restore",
        subject="recruiting_ai_template",
        detail={"key": key, "locale": locale},
    )
    return await letter(ctx.company_id, key, locale)


def fill(text: str, words: dict[str, str]) -> str:
    """Put the words in. What a candidate typed is put in once, and never read as a place again."""
    filled = _PLACE.sub(lambda match: words.get(match[1], match[0]), text)
    return re.sub(r"\n{3,}", "\n\n", filled).strip() + "\n"
