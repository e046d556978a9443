"""Publishing what people are asked, and their answers (个人信息保护法 arts. 13–17, 29).

An answer belongs to the words it was given to: other words ask anew. Taking a consent back is as easy as giving it,
and what was done with it before stays lawful (art. 15).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from renshi_core.privacy.consents import repository
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.contributions import ConsentPurpose
from renshi_sdk.errors import Conflict, Forbidden, NotFound
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

OWN = "company."
"""Names of purposes that a company thought of itself."""


def digest_of(text_zh: str, text_en: str) -> str:
    """SHA-256 over both languages, in hex: what an answer was given to."""
    return hashlib.sha256(f"{text_zh}\n{text_en}".encode()).hexdigest()


def _gone() -> NotFound:
    return NotFound(Text("没有这项同意事项", "there is no such purpose"), code="consent.unknown")


async def listed(platform: Platform, ctx: Context) -> list[dict[str, Any]]:
    """Purposes that the core, plugins that are on and the company itself have, with how people answered."""
    published = await repository.purposes(ctx.company_id)
    counts = await repository.counts(ctx.company_id)
    enabled = await platform.activation.enabled_set(ctx.company_id)
    found = []
    for name, owned in platform.registry.consents.items():
        if owned.plugin in enabled and name not in published:
            found.append(_declared(ctx, owned.record))
    for name, row in published.items():
        number = counts.get(row["id"], {"people": 0, "given": 0, "refused": 0})
        found.append(
            {
                "id": name,
                "name": name,
                "title": Text(row["title_zh"], row["title_en"]).of(ctx.locale),
                **{
                    k: row[k]
                    for k in ("title_zh", "title_en", "text_zh", "text_en", "separate", "needed", "version")
                },
                "digest": row["digest"],
                "state": "retired" if row["retired_at"] else "published",
                "published_at": row["published_at"],
                "published_by": row["published_by"],
                **number,
                "open": number["people"] - number["given"] - number["refused"],
            }
        )
    return sorted(found, key=lambda f: str(f["name"]))


def _declared(ctx: Context, record: ConsentPurpose) -> dict[str, Any]:
    return {
        "id": record.name,
        "name": record.name,
        "title": record.title.of(ctx.locale),
        "title_zh": record.title.zh,
        "title_en": record.title.en,
        "text_zh": record.text.zh,
        "text_en": record.text.en,
        "separate": record.separate,
        "needed": record.needed,
        "version": 0,
        "digest": None,
        "state": "draft",
        "published_at": None,
        "published_by": None,
        "people": None,
        "given": None,
        "refused": None,
        "open": None,
    }


async def publish(
    platform: Platform,
    ctx: Context,
    name: str,
    *,
    title: Text,
    text: Text,
    separate: bool = True,
    needed: bool = False,
) -> int:
    """Ask people from now on, with these words; returns the version. What was given to other words is asked anew.

    Raises:
        NotFound: a name that neither a plugin that is on declares nor begins with ``company.``. Conflict: the words
            are those of now.
    """
    row = await repository.one(ctx.company_id, name, lock=True)
    owned = platform.registry.consents.get(name)
    if owned is not None and not await platform.activation.is_enabled(ctx.company_id, owned.plugin):
        owned = None
    if owned is None and row is None and not name.startswith(OWN):
        raise _gone()
    digest = digest_of(text.zh, text.en)
    if row is not None and row["digest"] == digest and row["retired_at"] is None:
        raise Conflict(Text("内容没有变化", "these are the words of now"), code="consent.unchanged")
    version = row["version"] + 1 if row is not None else 1
    made = {
        "id": new_id(),
        "version": version,
        "text_zh": text.zh,
        "text_en": text.en,
        "digest": digest,
        "published_at": ctx.now(),
        "published_by": ctx.actor.name,
    }
    if row is None:
        record = owned.record if owned else None
        await repository.insert_purpose(
            {
                "id": new_id(),
                "company_id": ctx.company_id,
                "name": name,
                "title_zh": title.zh,
                "title_en": title.en,
                "separate": record.separate if record else separate,
                "needed": record.needed if record else needed,
            },
            made,
        )
    else:
        await repository.new_text(row["id"], made, (title.zh, title.en))
    await ctx.audit.record(
        "core.consent.publish",
        subject="consent_purpose",
        detail={"name": name, "version": version, "digest": digest},
    )
    return version


async def retire(ctx: Context, name: str) -> None:
    """Ask for it no more; answers stay. Raises ``NotFound``."""
    row = await repository.one(ctx.company_id, name, lock=True)
    if row is None or row["retired_at"] is not None:
        raise _gone()
    await repository.retire(row["id"], ctx.now())
    await ctx.audit.record("core.consent.retire", subject="consent_purpose", detail={"name": name})


async def of_person(ctx: Context, employee_id: UUID) -> list[dict[str, Any]]:
    """What a person is asked, their answer, and whether it counts for the words of now; open ones first."""
    purposes = [p for p in (await repository.purposes(ctx.company_id)).values() if p["retired_at"] is None]
    answers = {
        a["purpose_id"]: a for a in await repository.latest([employee_id], [p["id"] for p in purposes])
    }
    found = []
    for row in purposes:
        answer = answers.get(row["id"])
        current = answer is not None and answer["text_id"] == row["text_id"]
        state = (
            "open"
            if answer is None or (answer["given"] and not current)
            else ("given" if answer["given"] else "refused")
        )
        found.append(
            {
                "id": row["name"],
                "name": row["name"],
                "title": Text(row["title_zh"], row["title_en"]).of(ctx.locale),
                "text": Text(row["text_zh"], row["text_en"]).of(ctx.locale),
                "separate": row["separate"],
                "needed": row["needed"],
                "version": row["version"],
                "digest": row["digest"],
                "state": state,
                "at": answer["at"] if answer else None,
                "channel": answer["channel"] if answer else None,
            }
        )
    return sorted(found, key=lambda f: (f["state"] != "open", f["name"]))


async def answer(
    ctx: Context, employee_id: UUID, name: str, *, given: bool, version: int, channel: str, note: str = ""
) -> None:
    """Keep what a person answers to the words they were shown.

    Raises:
        NotFound: nobody is asked this here. Conflict: the words have changed since they were shown, or it is the answer
            that stands.
    """
    row = await repository.one(ctx.company_id, name)
    if row is None or row["retired_at"] is not None:
        raise _gone()
    if row["version"] != version:
        raise Conflict(
            Text("内容已更新，请重新阅读后再选择", "the words have changed; read them again and choose"),
            code="consent.outdated",
        )
    before = await repository.latest([employee_id], [row["id"]])
    if before and before[0]["given"] == given and before[0]["text_id"] == row["text_id"]:
        raise Conflict(Text("已是当前选择", "this is your answer already"), code="consent.unchanged")
    await repository.answer(
        {
            "company_id": ctx.company_id,
            "employee_id": employee_id,
            "purpose_id": row["id"],
            "text_id": row["text_id"],
            "digest": row["digest"],
            "given": given,
            "channel": channel,
            "by_name": ctx.actor.name,
            "note": note,
            "at": ctx.now(),
        }
    )
    withdrawn = bool(before) and before[0]["given"] and not given
    await ctx.audit.record(
        "core.consent.withdraw" if withdrawn else "core.consent.give" if given else "core.consent.refuse",
        subject="consent_purpose",
        subject_id=row["id"],
        employee_id=employee_id,
        detail={"name": name, "version": version, "digest": row["digest"], "channel": channel},
    )


async def given(ctx: Context, employee_ids: Sequence[UUID], name: str) -> set[UUID] | None:
    """Who of these gave it, in its words of now; ``None`` where the company asks nobody."""
    row = await repository.one(ctx.company_id, name)
    if row is None or row["retired_at"] is not None:
        return None
    answers = await repository.latest(employee_ids, [row["id"]])
    return {a["employee_id"] for a in answers if a["given"] and a["text_id"] == row["text_id"]}


async def require(ctx: Context, employee_id: UUID, name: str) -> None:
    """Raise ``Forbidden`` (``consent.needed``) where the company asks for it and the person hasn't given it."""
    found = await given(ctx, [employee_id], name)
    if found is not None and employee_id not in found:
        row = await repository.one(ctx.company_id, name)
        title = Text(row["title_zh"], row["title_en"]) if row else Text(name, name)
        raise Forbidden(
            Text(
                f"使用此功能需要本人同意“{title.zh}”，请在“我的隐私”中阅读并选择",
                f"this takes your consent to {title.en!r}: read it and choose under My privacy",
            ),
            code="consent.needed",
        )
