"""Turning a language model on, with everything the law wants told first; and whether it may be asked now."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from renshi_recruiting_ai import notices
from renshi_recruiting_ai.candidates import repository as candidates
from renshi_recruiting_ai.engine.opinion.prompt import VERSION
from renshi_recruiting_ai.engine.profile import digest
from renshi_recruiting_ai.engine.report import ModelUsed
from renshi_recruiting_ai.language_model import address as addresses
from renshi_recruiting_ai.language_model import repository
from renshi_recruiting_ai.language_model.client import Server, Structured
from renshi_recruiting_ai.language_model.schemas import ModelWish
from renshi_recruiting_ai.notices import Notice
from renshi_sdk import Conflict, Context, Invalid, Text, new_id
from renshi_sdk.db import execute

TEST_JOB = "recruiting_ai.test_model"
ASK_JOB = "recruiting_ai.ask_model"
FAILURES_TO_REST = 5
"""So many failures in a row, and nothing is asked for `REST`."""
REST = timedelta(minutes=5)
_FAILED = frozenset({"timeout", "limited", "failed", "unreachable", "broken", "denied", "blocked"})


def key_label(row_id: UUID) -> str:
    """Where a sealed key belongs."""
    return f"recruiting_ai_model.key:{row_id}"


async def decide(ctx: Context, wish: ModelWish) -> dict[str, Any]:
    """Keep a decision about the model; the newest holds.

    Raises:
        Invalid: the address may not be called, or no assessment allows it.
    """
    try:
        address = addresses.read(wish.address)
    except addresses.Blocked as error:
        raise Invalid(error.text, fields={"address": error.text}) from error
    assessment_id = wish.assessment_id or None
    if wish.enabled:
        await _require_assessment(ctx, assessment_id)
    before = await repository.current(ctx.company_id)
    row_id = new_id()
    sealed = _sealed(ctx, wish, before, address, row_id)
    values = wish.model_dump(exclude={"key", "forget_key", "assessment_id"}) | {
        "address": address.url,
        "country": wish.country or None if wish.cross_border else None,
        "assessment_id": assessment_id,
        "key_sealed": sealed,
        "company_id": ctx.company_id,
        "decided_by": ctx.actor.id,
        "decided_by_name": ctx.actor.name,
        "decided_at": ctx.now(),
    }
    names = ["id", *values]
    places = ", ".join(f"${number}" for number in range(1, len(names) + 1))
    await execute(
        f"INSERT INTO recruiting_ai_model ({', '.join(names)}) VALUES ({places})", row_id, *values.values()
    )
    await repository.forget_keys(ctx.company_id, row_id)
    await ctx.audit.record(
        "recruiting_ai.model.decide",
        subject="recruiting_ai_model",
        subject_id=row_id,
        detail={
            name: values[name]
            for name in (
                "enabled",
                "address",
                "model",
                "weight",
                "samples",
                "recipient",
                "cross_border",
                "country",
            )
        }
        | {"assessment_id": str(assessment_id) if assessment_id else None, "key": sealed is not None},
    )
    return await shown(ctx)


def _sealed(
    ctx: Context, wish: ModelWish, before: dict[str, Any] | None, address: addresses.Address, row_id: UUID
) -> bytes | None:
    """The key for the new row. A key goes to the server it was given for, and to no other."""
    if wish.key:
        return ctx.secrets.seal(wish.key, label=key_label(row_id))
    if wish.forget_key or before is None or before["key_sealed"] is None:
        return None
    known = addresses.read(before["address"])
    if (known.scheme, known.host, known.port) != (address.scheme, address.host, address.port):
        raise Invalid(
            Text("主机已更换，请重新填写密钥", "the host is another one: please give its key"),
            fields={"key": Text("请填写新主机的密钥", "the key of the new host")},
        )
    return ctx.secrets.seal(
        ctx.secrets.open(before["key_sealed"], label=key_label(before["id"])), label=key_label(row_id)
    )


async def _require_assessment(ctx: Context, assessment_id: UUID | None) -> None:
    found = await repository.assessment(ctx.company_id, assessment_id) if assessment_id else None
    if found is None or found["conclusion"] == "stop" or found["review_on"] <= ctx.today():
        raise Invalid(
            Text(
                "启用前须有结论为可行且未到复评日期的个人信息保护影响评估（个人信息保护法第五十五条）",
                "an impact assessment that allows it and is not due for review has to be there first (PIPL art. 55)",
            ),
            code="recruiting_ai.assessment_needed",
            fields={"assessment_id": Text("请选择影响评估", "choose an impact assessment")},
        )


async def active(ctx: Context) -> dict[str, Any] | None:
    """The decision that holds, where the model is on; None where it is off, or its assessment has to be renewed."""
    row = await repository.current(ctx.company_id)
    if row is None or not row["enabled"]:
        return None
    found = await repository.assessment(ctx.company_id, row["assessment_id"])
    return row if found is not None and found["review_on"] > ctx.today() else None


def server(ctx: Context, row: dict[str, Any]) -> Server:
    """The server of a decision, with its key opened."""
    sealed = row["key_sealed"]
    return Server(
        row["address"],
        row["model"],
        ctx.secrets.open(sealed, label=key_label(row["id"])) if sealed is not None else None,
        cast(Structured, row["structured"]),
        row["seconds"],
    )


def used(row: dict[str, Any]) -> ModelUsed:
    """The model as a report names it."""
    settings = {name: row[name] for name in ("address", "model", "structured", "samples", "weight")}
    return ModelUsed(
        version=VERSION,
        name=row["model"],
        weight=row["weight"],
        settings_digest=digest(settings | {"version": VERSION}),
    )


async def is_resting(ctx: Context, row: dict[str, Any]) -> bool:
    """Whether so many questions failed in a row that the model is left alone for a while."""
    newest = await repository.newest_outcomes(ctx.company_id, row["id"], FAILURES_TO_REST)
    return (
        len(newest) == FAILURES_TO_REST
        and all(item["outcome"] in _FAILED for item in newest)
        and newest[0]["asked_at"] > ctx.now() - REST
    )


def start_of_day(ctx: Context) -> datetime:
    """Midnight where the company is."""
    return datetime.combine(ctx.today(), time.min, ZoneInfo(ctx.time_zone))


def told(row: dict[str, Any]) -> Notice:
    """The notice of a decision: who receives the words, what for, and where. Another recipient is another notice."""
    plain = notices.notices()[notices.LANGUAGE_MODEL]
    place, place_en = "中国境内", "mainland China"
    if row["cross_border"]:
        place = f"境外（{row['country']}），联系方式：{row['recipient_contact']}"
        place_en = f"abroad ({row['country']}); contact: {row['recipient_contact']}"
    return plain.model_copy(
        update={
            "text": f"接收方：{row['recipient']}；模型：{row['model']}；处理地点：{place}。用途：{row['purpose']}"
            f"\n{plain.text}",
            "text_en": f"Recipient: {row['recipient']}; model: {row['model']}; place: {place_en}."
            f" Purpose: {row['purpose']}\n{plain.text_en}",
        }
    )


async def notice_for(ctx: Context, purpose: str) -> Notice:
    """The notice of a purpose as it stands for this company.

    Raises:
        Conflict: a language model is not used here, so there is nothing to agree to.
    """
    if purpose != notices.LANGUAGE_MODEL:
        return notices.notices()[purpose]
    row = await active(ctx)
    if row is None:
        raise Conflict(Text("本公司未启用大模型", "no language model is used here"))
    return told(row)


async def agreed(application_id: UUID, row: dict[str, Any]) -> bool:
    """Whether the candidate agreed to this very recipient and purpose."""
    given = (await candidates.consents(application_id)).get(notices.LANGUAGE_MODEL)
    return given is not None and given["granted"] and given["notice_digest"] == told(row).digest


async def shown(ctx: Context) -> dict[str, Any]:
    """The decision that holds, without its key; what was used today; whether it rests."""
    row = await repository.current(ctx.company_id)
    if row is None:
        return {"state": "never", "enabled": False, "used_today": 0, "has_key": False}
    found = (
        await repository.assessment(ctx.company_id, row["assessment_id"]) if row["assessment_id"] else None
    )
    state = "off"
    if row["enabled"]:
        state = "on" if await active(ctx) is not None else "assessment_due"
        if state == "on" and await is_resting(ctx, row):
            state = "resting"
    left_out = {"key_sealed", "tenant_id", "company_id", "decided_by", "created_at"}
    return {name: value for name, value in row.items() if name not in left_out} | {
        "state": state,
        "has_key": row["key_sealed"] is not None,
        "assessment": found["title"] if found else None,
        "review_on": found["review_on"] if found else None,
        "used_today": await repository.used_since(ctx.company_id, start_of_day(ctx)),
        "scorer": VERSION,
        "notice": told(row).text,
        "notice_en": told(row).text_en,
    }
