"""Who may open a form from outside: links, the second factor, device keys."""

from __future__ import annotations

import hmac
import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from renshi_lifecycle.intake import repository
from renshi_lifecycle.intake.keys import MOST_TRIES, Verdict, judge, new_token, token_hash
from renshi_lifecycle.intake.schemas import LinkIn
from renshi_lifecycle.permissions import INTAKE
from renshi_lifecycle.rows import update
from renshi_lifecycle.settings import LifecycleSettings
from renshi_sdk import Conflict, Context, Invalid, NeedsAttention, NotFound, Text, new_id
from renshi_sdk.contracts import Employee
from renshi_sdk.db import execute


def factor_label(intake_id: UUID) -> str:
    """What binds the kept hash of a second factor to its form."""
    return f"lifecycle_intake.factor:{intake_id}"


def wanted(factor: str, text: str) -> str | None:
    """What is compared: four digits of a phone, or a birth date in eight digits; ``None`` where it is neither."""
    digits = re.sub(r"\D", "", text)
    if factor == "phone":
        return digits[-4:] if len(digits) >= 4 else None
    return digits if len(digits) == 8 else None


async def make_link(ctx: Context, intake_id: UUID, data: LinkIn) -> dict[str, Any]:
    """A link that works once; the one before, and every device that it opened, stop working.

    Raises:
        NeedsAttention: the form's address isn't set. Invalid: nothing to check the second factor with.
            Conflict: the form is over.
    """
    settings = await ctx.settings(LifecycleSettings)
    if not settings.form_address:
        raise NeedsAttention(
            Text(
                "请先在插件设置中填写“入职登记页面地址”",
                "set the address of the new hire's form in the plugin's settings first",
            ),
            code="lifecycle.no_address",
        )
    intake = await repository.get(ctx.company_id, intake_id, lock=True)
    if intake["state"] in ("accepted", "closed"):
        raise Conflict(
            Text("该登记已结束，不能再发送链接", "this form is over"), code="lifecycle.intake_over"
        )
    employee = await ctx.people.get(intake["employee_id"])
    stated = (employee.phone or "") if data.factor == "phone" else (data.born_on or "")
    answer = wanted(data.factor, str(stated))
    if answer is None:
        field = "factor" if data.factor == "phone" else "born_on"
        message = (
            Text("该员工没有登记手机号，请改用出生日期验证", "no phone is recorded; use the birth date")
            if data.factor == "phone"
            else Text("请填写出生日期", "say the birth date")
        )
        raise Invalid(message, code="lifecycle.no_factor", fields={field: message})
    await repository.revoke_keys(intake_id, ctx.now())
    token, hashed = new_token()
    family, until = new_id(), ctx.now() + timedelta(days=data.days or settings.link_days)
    await repository.add_key(intake_id, family, 0, "link", hashed, until)
    await update(
        "lifecycle_intake",
        intake_id,
        family=family,
        factor=data.factor,
        factor_index=ctx.secrets.index(answer, label=factor_label(intake_id)),
        wrong_tries=0,
        link_state="sent",
        link_until=until,
    )
    await note(ctx, "link", intake, {"factor": data.factor, "until": until.isoformat()})
    link = f"{settings.form_address}/assets/form.html#{token}"
    if data.send:
        await _send(ctx, employee, link, until, family)
    return {"link": link, "until": until, "sent": data.send}


async def _send(ctx: Context, employee: Employee, link: str, until: datetime, family: UUID) -> None:
    """By notices, that is by mail or WeChat, whichever reaches the new hire. The link opens nothing without the second
    factor, which the letter doesn't hold."""
    company = (await ctx.organization.company()).name
    await ctx.notices.send(
        employee.id,
        kind="lifecycle.form",
        title=Text(f"{company}：请填写入职登记", f"{company}: your onboarding form"),
        body=Text(
            f"{employee.name}，您好：请在 {until:%Y-%m-%d} 前用手机打开以下链接填写入职登记，链接只能打开一次：{link}",
            f"Dear {employee.name}, please open this link on your phone and fill in the form by {until:%Y-%m-%d}."
            f" It opens once: {link}",
        ),
        key=f"lifecycle.form:{family}",
    )


async def revoke(ctx: Context, intake_id: UUID) -> None:
    """End the link and all devices."""
    intake = await repository.get(ctx.company_id, intake_id, lock=True)
    await _end(ctx, intake, "revoked")
    await note(ctx, "revoke", intake)


async def open_link(ctx: Context, token: str, answer: str) -> dict[str, Any]:
    """Swap a link for a device's key, once.

    Answers ``{"state": "open", "key": …}``; or ``wrong`` with the tries that are ``left``; ``locked``; ``used``.

    Raises:
        NotFound: unknown, expired or revoked.
    """
    found = await repository.key(token_hash(token), ctx.company_id)
    if found is None or found[0].kind != "link":
        raise over()
    key, intake = found
    match judge(key, ctx.now()):
        case Verdict.GOOD:
            pass
        case Verdict.USED:
            await note(ctx, "link_reused", intake)
            return {"state": "used"}
        case _:
            raise over()
    given = wanted(intake["factor"], answer) or ""
    if not hmac.compare_digest(
        ctx.secrets.index(given, label=factor_label(intake["id"])), intake["factor_index"]
    ):
        return await _wrong(ctx, intake)
    await update("lifecycle_key", key.id, spent_at=ctx.now())
    await update("lifecycle_intake", intake["id"], link_state="opened", wrong_tries=0)
    await note(ctx, "open", intake)
    return {"state": "open", "key": await _next(ctx, key.family, key.newest, intake)}


async def _wrong(ctx: Context, intake: dict[str, Any]) -> dict[str, Any]:
    tries = intake["wrong_tries"] + 1
    await update("lifecycle_intake", intake["id"], wrong_tries=tries)
    await note(ctx, "wrong_factor", intake, {"tries": tries})
    if tries < MOST_TRIES:
        return {"state": "wrong", "left": MOST_TRIES - tries}
    await _end(ctx, intake, "locked")
    await _tell(
        ctx,
        intake,
        Text("入职登记链接已锁定", "A form's link was locked"),
        Text(
            f"有人连续 {MOST_TRIES} 次输错验证信息，链接已失效。请与本人核实后重新发送。",
            f"the second factor was wrong {MOST_TRIES} times, so the link ended. Ask the new hire, then make another.",
        ),
    )
    return {"state": "locked"}


async def resume(ctx: Context, token: str) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Swap a device's key for the next; the form comes with it where it may be opened.

    Raises:
        NotFound: unknown, expired or revoked.
    """
    found = await repository.key(token_hash(token), ctx.company_id)
    if found is None or found[0].kind != "device":
        raise over()
    key, intake = found
    verdict = judge(key, ctx.now())
    if verdict is Verdict.REPLAYED:
        await _end(ctx, intake, "replayed")
        await note(ctx, "replay", intake)
        await _tell(
            ctx,
            intake,
            Text("入职登记链接疑似被复制", "A form's key may have been copied"),
            Text(
                "同一登记凭证在两处使用，为保护个人信息链接已失效。请与本人核实后重新发送。",
                "one key was used in two places, so the link ended to protect the data. Ask the new hire, then make"
                " another.",
            ),
        )
        return {"state": "ended"}, None
    if verdict is Verdict.REPEATED:
        await execute(
            "UPDATE lifecycle_key SET revoked_at = $3 WHERE family = $1 AND generation = $2",
            key.family,
            key.newest,
            ctx.now(),
        )
        # The clock of forgiveness doesn't start again: what was swapped stays swapped when it was.
    elif verdict is Verdict.GOOD:
        await update("lifecycle_key", key.id, spent_at=ctx.now())
    else:
        raise over()
    if intake["state"] in ("accepted", "closed"):
        return {"state": intake["state"]}, None
    return {"state": "open", "key": await _next(ctx, key.family, key.newest, intake)}, intake


async def intake_of(ctx: Context, token: str) -> dict[str, Any]:
    """The form behind a device's newest key, locked. Raises ``NotFound``."""
    found = await repository.key(token_hash(token), ctx.company_id)
    if found is None or found[0].kind != "device" or judge(found[0], ctx.now()) is not Verdict.GOOD:
        raise over()
    return found[1]


async def _next(ctx: Context, family: UUID, newest: int, intake: dict[str, Any]) -> str:
    token, hashed = new_token()
    await repository.add_key(intake["id"], family, newest + 1, "device", hashed, intake["link_until"])
    return token


async def _end(ctx: Context, intake: dict[str, Any], state: str) -> None:
    await repository.revoke_keys(intake["id"], ctx.now())
    await update("lifecycle_intake", intake["id"], link_state=state)


async def _tell(ctx: Context, intake: dict[str, Any], title: Text, body: Text) -> None:
    for person in await ctx.access.holders(INTAKE):
        await ctx.notices.send(
            person,
            kind="lifecycle.intake",
            title=title,
            body=body,
            link=f"/console/lifecycle/intakes/{intake['id']}",
            key=f"lifecycle.intake:{intake['family']}:{person}",
        )


async def note(ctx: Context, verb: str, intake: dict[str, Any], detail: dict[str, Any] | None = None) -> None:
    """An audit row about a form."""
    await ctx.audit.record(
        f"lifecycle.intake.{verb}",
        subject="lifecycle_intake",
        subject_id=intake["id"],
        employee_id=intake["employee_id"],
        detail=detail,
    )


def over() -> NotFound:
    """The error for a key that opens nothing, whatever the cause."""
    return NotFound(
        Text(
            "链接无效或已过期，请联系公司人事重新发送",
            "this link is not valid or is over; ask the company's HR for another",
        ),
        code="lifecycle.link_over",
    )
