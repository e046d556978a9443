"""Offers: approved, sent, accepted; accepting hires in the same transaction."""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import Any
from uuid import UUID

from renshi_recruiting_ai import permissions
from renshi_recruiting_ai.candidates import repository as candidates
from renshi_recruiting_ai.candidates import service as applications
from renshi_recruiting_ai.interviews import repository as interviews
from renshi_recruiting_ai.offers import repository
from renshi_recruiting_ai.offers.schemas import OfferCounter, OfferForm
from renshi_recruiting_ai.review import document
from renshi_recruiting_ai.rows import insert, new_token, token_hash
from renshi_recruiting_ai.settings import RecruitingSettings
from renshi_sdk import Conflict, Context, NotFound, Text
from renshi_sdk.contracts import Hire, RequestView
from renshi_sdk.db import execute
from renshi_sdk.events import OfferAccepted

MOST_CHECKS = 5


async def submitted(ctx: Context, request: RequestView, form: OfferForm) -> None:
    """Keep the offer as pending.

    Raises:
        Conflict: no person has advanced the candidate, another offer is running, or the first day is past.
    """
    ctx.access.require(permissions.OFFER_CREATE)
    application = await applications.get(ctx, form.application_id, lock=True)
    if application["stage"] != "offer" or await candidates.last_decision(form.application_id) != "advance":
        raise Conflict(
            Text("须先由人作出“进入录用”的决定", "a person has to advance the candidate first"),
            code="recruiting_ai.not_advanced",
        )
    if form.starts_on < ctx.today():
        raise Conflict(Text("到岗日期不能早于今天", "the first day is past"))
    department = await ctx.organization.department(form.department_id)
    if department.company_id != ctx.company_id:
        raise NotFound(Text("没有这个部门", "there is no such department"))
    if form.position_id is not None and form.position_id not in {
        item.id for item in await ctx.organization.positions()
    }:
        raise NotFound(Text("没有这个岗位", "there is no such position"))
    if form.manager_id is not None:
        await ctx.people.get(form.manager_id)
    values = form.model_dump(exclude={"new_version"}) | {"state": "pending"}
    known = await repository.by_request(ctx.company_id, request.id)
    live = await repository.live_of(form.application_id)
    other = live is not None and (known is None or live["id"] != known["id"])
    if live is not None and other and form.new_version and live["state"] in ("approved", "sent"):
        await repository.update(live["id"], state="withdrawn", token_hash=None)
        await _audit(ctx, "replace", live["id"])
        live = None
    if live is not None and (known is None or live["id"] != known["id"]):
        raise Conflict(Text("该候选人已有进行中的录用", "another offer to this candidate is running"))
    if known is not None:
        await repository.update(known["id"], **values)
        return
    version = await repository.next_version(form.application_id)
    await insert(
        "recruiting_ai_offer", company_id=ctx.company_id, request_id=request.id, version=version, **values
    )


async def approved(ctx: Context, request: RequestView, form: OfferForm) -> None:
    await _step(ctx, request, "approved")


async def rejected(ctx: Context, request: RequestView, form: OfferForm) -> None:
    await _step(ctx, request, "rejected")


async def withdrawn(ctx: Context, request: RequestView, form: OfferForm) -> None:
    await _step(ctx, request, "withdrawn")


def describe(form: OfferForm) -> Text:
    return Text(f"录用，{form.starts_on} 到岗", f"Offer, first day {form.starts_on}")


async def _step(ctx: Context, request: RequestView, state: str) -> None:
    offer = await repository.by_request(ctx.company_id, request.id)
    if offer is None:
        raise NotFound(Text("没有这份录用", "there is no such offer"))
    await repository.update(offer["id"], state=state)
    await _audit(ctx, state, offer["id"])


async def get(ctx: Context, offer_id: UUID) -> dict[str, Any]:
    return await _needed(await repository.by_id(ctx.company_id, offer_id))


async def send(ctx: Context, offer_id: UUID) -> tuple[dict[str, Any], str]:
    """Make the candidate's link; sending again makes a new one and the old stops working.

    Raises:
        Conflict: the offer is not approved, or answered already.
    """
    offer = await _needed(await repository.by_id(ctx.company_id, offer_id))
    if offer["state"] not in ("approved", "sent"):
        raise Conflict(Text("只有已批准的录用可以发送", "only an approved offer can be sent"))
    token, hashed = new_token()
    await repository.update(
        offer_id, state="sent", token_hash=hashed, expires_at=ctx.now() + timedelta(days=offer["valid_days"])
    )
    await _audit(ctx, "send", offer_id)
    return await _needed(await repository.by_id(ctx.company_id, offer_id)), token


async def cancel(ctx: Context, offer_id: UUID) -> None:
    """Take an approved or sent offer back before it is answered."""
    offer = await _needed(await repository.by_id(ctx.company_id, offer_id))
    if offer["state"] not in ("approved", "sent"):
        raise Conflict(Text("该录用已不能撤回", "this offer can't be taken back any more"))
    await repository.update(offer_id, state="withdrawn", token_hash=None)
    await _audit(ctx, "withdraw", offer_id)


async def of_token(ctx: Context, token: str) -> dict[str, Any]:
    """The offer of a candidate's link, locked."""
    offer = await repository.by_token(ctx.company_id, token_hash(token))
    if offer is None:
        raise NotFound(Text("链接无效", "this link is not valid"))
    return offer


def is_over(ctx: Context, offer: dict[str, Any]) -> bool:
    """Whether the time to answer has run out."""
    return bool(
        offer["state"] == "expired" or (offer["state"] == "sent" and offer["expires_at"] <= ctx.now())
    )


async def wrong_person(ctx: Context, token: str, phone_tail: str | None) -> int | None:
    """None where the last four digits of the phone are right (or no check is set up); else the tries that are left.

    The try is counted in this transaction, so a wrong answer must not raise. With no try left the link is over.
    """
    offer = await of_token(ctx, token)
    settings = await ctx.settings(RecruitingSettings)
    if not settings.offer_identity or not offer["phone"] or offer["state"] != "sent":
        return None
    if phone_tail is not None and hmac.compare_digest(
        # As bytes: of texts only ASCII is compared, and full-width digits are digits too.
        phone_tail.encode(),
        offer["phone"][-4:].encode(),
    ):
        return None
    left = MOST_CHECKS - int(offer["wrong_checks"]) - (phone_tail is not None)
    if phone_tail is not None:
        await repository.update(
            offer["id"], wrong_checks=offer["wrong_checks"] + 1, **({} if left > 0 else {"token_hash": None})
        )
        await _audit(ctx, "wrong_check", offer["id"], {"left": max(left, 0)})
    return max(left, 0)


async def counter(ctx: Context, token: str, form: OfferCounter) -> dict[str, Any]:
    """The candidate asks for something else; who asked for the job is told, and a new version may follow.

    Raises:
        Conflict: the offer can't be answered any more, or was countered already.
    """
    offer = await of_token(ctx, token)
    if offer["state"] != "sent" or is_over(ctx, offer):
        raise Conflict(Text("该录用通知已不能答复", "this offer can't be answered any more"))
    if offer["counter_at"] is not None:
        raise Conflict(Text("已收到您的意见，请等待答复", "your wish is with us; please wait for an answer"))
    await repository.update(
        offer["id"], counter_salary=form.salary, counter_words=form.words, counter_at=ctx.now()
    )
    await _audit(ctx, "counter", offer["id"])
    if offer["requested_by"] is not None:
        await ctx.notices.send(
            offer["requested_by"],
            kind="recruiting_ai.offer_counter",
            title=Text("候选人希望调整录用条件", "A candidate would like other terms"),
            body=Text(
                f"{offer['requisition_title']}：请查看并答复。",
                f"{offer['requisition_title']}: please answer.",
            ),
            link="/console/recruiting_ai/offers",
            key=f"recruiting_ai.counter:{offer['id']}",
        )
    return await of_token(ctx, token)


async def accept(ctx: Context, token: str, starts_on: Any) -> dict[str, Any]:
    """The candidate says yes and is hired, all or nothing. Saying yes again answers the same.

    Raises:
        Conflict: the offer is over or answered, or its first day is not the one that was read.
    """
    offer = await of_token(ctx, token)
    if offer["state"] == "accepted":
        return offer
    if is_over(ctx, offer):
        raise Conflict(
            Text("录用通知已过期，请联系招聘人员", "the offer has run out; please ask the recruiter"),
            code="recruiting_ai.offer_expired",
        )
    if offer["state"] != "sent":
        raise Conflict(Text("该录用通知已不能接受", "this offer can't be accepted any more"))
    if starts_on != offer["starts_on"]:
        raise Conflict(
            Text("到岗日期已变更，请刷新后重新确认", "the first day has changed; reload and read again")
        )
    if offer["starts_on"] < ctx.today():
        raise Conflict(
            Text("到岗日期已过，请联系招聘人员", "the first day is past; please ask the recruiter")
        )
    employee = await ctx.people.hire(
        Hire(
            company_id=ctx.company_id,
            name=offer["name"],
            department_id=offer["department_id"],
            position_id=offer["position_id"],
            manager_id=offer["manager_id"],
            starts_on=offer["starts_on"],
            city=offer["city"],
            phone=offer["phone"],
            email=offer["email"],
            probation_months=offer["probation_months"],
            application_id=offer["application_id"],
        )
    )
    interview = await interviews.of_application(offer["application_id"])
    report = await document.make(ctx, offer, interview, "hire")
    await repository.update(
        offer["id"],
        state="accepted",
        answered_at=ctx.now(),
        employee_id=employee.id,
        report_file_id=report.id,
    )
    await applications.move(ctx, offer["application_id"], "hired")
    await execute(
        "UPDATE recruiting_ai_application SET employee_id = $2 WHERE id = $1",
        offer["application_id"],
        employee.id,
    )
    await ctx.events.publish(
        OfferAccepted(
            company_id=ctx.company_id,
            application_id=offer["application_id"],
            offer_id=offer["id"],
            employee_id=employee.id,
            starts_on=offer["starts_on"],
            monthly_salary=offer["monthly_salary"],
            probation_months=offer["probation_months"],
        )
    )
    await _audit(ctx, "accept", offer["id"])
    return await of_token(ctx, token)


async def decline(ctx: Context, token: str, words: str) -> dict[str, Any]:
    """The candidate says no."""
    offer = await of_token(ctx, token)
    if offer["state"] == "declined":
        return offer
    if offer["state"] != "sent":
        raise Conflict(Text("该录用通知已不能答复", "this offer can't be answered any more"))
    await repository.update(
        offer["id"], state="declined", answered_at=ctx.now(), declined_because=words or None
    )
    await _audit(ctx, "decline", offer["id"])
    return await of_token(ctx, token)


async def expire(ctx: Context) -> int:
    """Mark offers whose time ran out; returns how many."""
    tag = await execute(
        "UPDATE recruiting_ai_offer SET state = 'expired'"
        " WHERE company_id = $1 AND state = 'sent' AND expires_at <= $2",
        ctx.company_id,
        ctx.now(),
    )
    return int(tag.split()[-1])


async def _needed(offer: dict[str, Any] | None) -> dict[str, Any]:
    if offer is None:
        raise NotFound(Text("没有这份录用", "there is no such offer"))
    return offer


async def _audit(ctx: Context, verb: str, offer_id: UUID, detail: dict[str, Any] | None = None) -> None:
    await ctx.audit.record(
        f"recruiting_ai.offer.{verb}", subject="recruiting_ai_offer", subject_id=offer_id, detail=detail or {}
    )
