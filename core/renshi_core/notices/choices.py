"""What people and companies choose about notices, checked and kept; and the log of deliveries."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from renshi_core.notices import rules
from renshi_core.notices.kinds import KNOWN, TEST, seen
from renshi_core.notices.schemas import ChoicesBody, CompanyBody, OffBody
from renshi_sdk.context import Context
from renshi_sdk.db import ListField, Listing, ListQuery, ListSpec, listing
from renshi_sdk.errors import Conflict, Invalid
from renshi_sdk.services import Clause
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

LOG = ListSpec(
    select=(
        "SELECT d.id, n.kind, n.title_zh, n.title_en, n.employee_id, e.name AS employee_name, d.state, d.channel,"
        " d.tried, d.held, d.next_at, d.error, n.created_at, d.finished_at, n.read_at"
        " FROM core_notice_delivery d JOIN core_notice n ON n.id = d.notice_id"
        " JOIN core_employee e ON e.id = n.employee_id"
    ),
    fields={
        "created_at": ListField("n.created_at", "datetime", sortable=True),
        "kind": ListField("n.kind"),
        "state": ListField("d.state"),
        "channel": ListField("d.channel"),
        "employee_id": ListField("n.employee_id", "uuid"),
    },
    key="n.id",
    default_sort="-created_at",
    search="e.search_text LIKE {}",
)


def _me(ctx: Context) -> UUID:
    if ctx.actor.employee_id is None:
        raise Conflict(
            Text(
                "您的账号没有关联员工，没有个人通知",
                "your account belongs to no employee and gets no notices",
            ),
            code="notice.nobody",
        )
    return ctx.actor.employee_id


async def channels(ctx: Context, platform: Platform) -> list[dict[str, str]]:
    """The channels that are on for the company, in the order they are tried."""
    return [
        {"value": owned.record.name, "label": owned.record.title.of(ctx.locale)}
        for owned in platform.registry.channels
        if owned.plugin == "core" or await ctx.plugins.enabled(owned.plugin)
    ]


async def mine(ctx: Context) -> dict[str, Any]:
    """The caller's own choices, and the company's quiet hours beside them."""
    company = await rules.company(ctx.company_id)
    return await rules.person(_me(ctx)) | {
        "company_quiet": f"{company['quiet_from']:%H:%M}–{company['quiet_until']:%H:%M}"
        if company["quiet_from"]
        else None
    }


async def off_of(ctx: Context) -> list[OffBody]:
    """What the caller has switched off."""
    return [OffBody.model_validate(o) for o in (await rules.person(_me(ctx)))["off"]]


async def choose(ctx: Context, body: ChoicesBody) -> None:
    """Keep the caller's choices. Raises ``Invalid`` where a mandatory kind is switched off."""
    me = _me(ctx)
    company = await rules.company(ctx.company_id)
    fixed = {k.name for k in KNOWN.values() if k.mandatory} | set(company["mandatory_kinds"])
    wrong = sorted({o.kind for o in body.off} & fixed)
    if wrong:
        message = Text(f"此类通知不能关闭：{'、'.join(wrong)}", f"can't be switched off: {', '.join(wrong)}")
        raise Invalid(message, code="notice.mandatory", fields={"off": message})
    values = body.model_dump(exclude={"off"})
    if not body.quiet_own:
        values |= {"quiet_from": None, "quiet_until": None}
    await rules.keep_person(me, values, [(o.kind, o.channel) for o in body.off])
    await ctx.audit.record(
        "core.notice.choose",
        subject="employee",
        subject_id=me,
        employee_id=me,
        detail={"digest": body.digest},
    )


async def by_kind(ctx: Context, platform: Platform) -> list[dict[str, Any]]:
    """Every kind with the channels over which the caller wants it."""
    me = _me(ctx)
    company = await rules.company(ctx.company_id)
    off = {(o["kind"], o["channel"]) for o in (await rules.person(me))["off"]}
    there = await channels(ctx, platform)
    lines: list[dict[str, Any]] = []
    for kind in await seen(ctx):
        fixed = kind.mandatory or kind.name in company["mandatory_kinds"]
        wanted = [
            c["value"]
            for c in there
            if fixed or ((kind.name, c["value"]) not in off and ("*", c["value"]) not in off)
        ]
        lines.append(
            {
                "kind": kind.name,
                "title": kind.title.of(ctx.locale),
                "mandatory": fixed,
                "urgent": kind.urgent or kind.name in company["urgent_kinds"],
                "channels": wanted,
                "channels_text": "、".join(c["label"] for c in there if c["value"] in wanted) or "—",
            }
        )
    return lines


async def choose_kind(ctx: Context, platform: Platform, kind: str, wanted: list[str]) -> None:
    """Keep over which channels the caller wants one kind. Raises ``Invalid`` for a mandatory kind."""
    me = _me(ctx)
    there = [c["value"] for c in await channels(ctx, platform)]
    now = await rules.person(me)
    others = [o for o in now["off"] if o["kind"] != kind]
    off = others + [{"kind": kind, "channel": c} for c in there if c not in wanted]
    values = {k: v for k, v in now.items() if k != "off"}
    await choose(ctx, ChoicesBody.model_validate({**values, "off": off}))


async def set_company(ctx: Context, body: CompanyBody) -> None:
    """Keep the company's rules."""
    await rules.keep_company(
        ctx.company_id,
        quiet_from=body.quiet_from,
        quiet_until=body.quiet_until,
        mandatory_kinds=body.mandatory_kinds,
        urgent_kinds=body.urgent_kinds,
        fallback_minutes=body.fallback_minutes,
    )
    await ctx.audit.record(
        "core.notice.rules", subject="company", subject_id=ctx.company_id, detail=body.model_dump(mode="json")
    )


async def test(ctx: Context) -> None:
    """Send the caller a notice now, to see over which channel it comes."""
    await ctx.notices.send(
        _me(ctx),
        kind=TEST,
        title=Text("测试通知", "A test"),
        body=Text("收到此消息说明该渠道可用。", "This channel reaches you."),
        urgent=True,
    )


async def log(ctx: Context, query: ListQuery) -> Listing:
    """How notices of the company fared, newest first; what they say stays with their owners."""
    found = await listing(LOG, query, Clause("d.company_id = {}", (ctx.company_id,)))
    english = ctx.locale.lower().startswith("en")
    for item in found.items:
        zh, en = item.pop("title_zh"), item.pop("title_en")
        item["title"] = en if english else zh
        item["tried"] = json.loads(item["tried"])
        item["tried_text"] = "；".join(
            f"{t['channel']}: {t['outcome']}" + (f"（{t['reason']}）" if t.get("reason") else "")
            for t in item["tried"]
        )
    return found
