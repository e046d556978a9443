"""What the home page says to one reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from renshi_core.home import repository
from renshi_core.home.schemas import Favourite
from renshi_core.requests import views
from renshi_sdk.context import Context
from renshi_sdk.contributions import HomeCard, HomeFigure
from renshi_sdk.db import ListQuery
from renshi_sdk.errors import Conflict, Forbidden, NotFound
from renshi_sdk.text import Text
from renshi_sdk.web import AUTHENTICATED

if TYPE_CHECKING:
    from renshi_core.platform import Platform
    from renshi_core.plugins.records import Owned

READ = "core.employee.read"
SHOWN = 6
MOST_FAVOURITES = 30
CARD_LIMIT = timedelta(seconds=5)
EMPLOYEES = "/console/core/employees"


async def counts(ctx: Context) -> dict[str, int]:
    """What waits for the caller; an account without an employee has nothing waiting."""
    if ctx.actor.employee_id is None:
        return {"waiting": 0, "unread": 0}
    return await repository.counts(ctx.company_id, ctx.actor.employee_id)


async def home(ctx: Context, platform: Platform) -> dict[str, Any]:
    """Everything of the page but the plugins' cards, which are read one by one so that a slow one holds up none."""
    me = ctx.actor.employee_id
    waiting = mine = None
    if me is not None:
        waiting = await views.page(ctx, platform, ListQuery(limit=SHOWN, count=True), "waiting")
        mine = await views.page(ctx, platform, ListQuery(limit=SHOWN), "mine")
    return {
        "name": ctx.actor.name,
        "today": ctx.today().isoformat(),
        "has_employee": me is not None,
        "waiting": waiting.items if waiting else [],
        "waiting_total": waiting.total if waiting else 0,
        "mine": mine.items if mine else [],
        "figures": await _figures(ctx),
        "anniversaries": await _anniversaries(ctx),
        "notices": await _notices(ctx, me) if me is not None else [],
        "favourites": await favourites(ctx),
        "cards": [_head(ctx, o.record) for o in await _cards(ctx, platform)],
    }


def _oversees(ctx: Context) -> bool:
    """Whether the reader sees others than themselves, by the words of their grants."""
    return ctx.access.allows(READ) and ctx.access.employees(READ, "c.id").sql != "c.id = {}"


async def _figures(ctx: Context) -> list[dict[str, Any]]:
    if not _oversees(ctx):
        return []
    today = ctx.today()
    found = await repository.people_figures(ctx.access.employees(READ, "c.id"), ctx.company_id, today)
    month, soon = today.replace(day=1).isoformat(), (today + timedelta(days=30)).isoformat()
    rows = (
        ("headcount", Text("在职人数", "Headcount"), f"{EMPLOYEES}?status.in=active,probation"),
        (
            "joined",
            Text("本月入职", "Joined this month"),
            f"{EMPLOYEES}?hired_on.ge={month}&hired_on.le={today}",
        ),
        ("gone", Text("本月离职", "Left this month"), f"{EMPLOYEES}?left_on.ge={month}&left_on.le={today}"),
        ("pending", Text("待入职", "To start"), f"{EMPLOYEES}?status=pending"),
        ("probation", Text("试用期", "On probation"), f"{EMPLOYEES}?status=probation"),
        (
            "probation_ends",
            Text("30 天内试用期满", "Probation ends in 30 days"),
            f"{EMPLOYEES}?status=probation&probation_until.le={soon}",
        ),
    )
    return [
        {"name": name, "label": label.of(ctx.locale), "value": found[name], "kind": "integer", "link": link}
        for name, label, link in rows
    ]


async def _anniversaries(ctx: Context) -> list[dict[str, Any]]:
    if not _oversees(ctx):
        return []
    return await repository.anniversaries(
        ctx.access.employees(READ, "c.id"), ctx.company_id, ctx.today(), SHOWN
    )


async def _notices(ctx: Context, employee_id: UUID) -> list[dict[str, Any]]:
    rows = await repository.notices(employee_id, SHOWN)
    return [
        {
            "id": r["id"],
            "title": Text(r["title_zh"], r["title_en"]).of(ctx.locale),
            "link": r["link"],
            "created_at": r["created_at"],
            "read": r["read"],
        }
        for r in rows
    ]


def _head(ctx: Context, card: HomeCard) -> dict[str, Any]:
    return {"name": card.name, "title": card.title.of(ctx.locale), "icon": card.icon, "link": card.link}


async def _cards(ctx: Context, platform: Platform) -> list[Owned[HomeCard]]:
    enabled = await platform.activation.enabled_set(ctx.company_id)
    return [
        o
        for o in platform.registry.home_cards
        if o.plugin in enabled
        and (
            ctx.access.allows(o.record.permission)
            # For everybody: a card about the reader's own things.
            or (o.record.permission == AUTHENTICATED and ctx.actor.employee_id is not None)
        )
    ]


async def card(ctx: Context, platform: Platform, name: str) -> dict[str, Any]:
    """The figures of a plugin's card.

    Raises:
        NotFound: no such card for the caller. Temporary: the plugin failed.
    """
    owned = next((o for o in await _cards(ctx, platform) if o.record.name == name), None)
    if owned is None:
        raise NotFound(Text("没有这张卡片", "there is no such card"))
    inside = replace(ctx, plugin=owned.plugin)
    found = await platform.guarded(inside, _load(inside, owned.record), what=name, timeout=CARD_LIMIT)
    return {
        "name": name,
        "figures": [
            {
                "label": f.label.of(ctx.locale),
                "value": str(f.value) if isinstance(f.value, Decimal) else f.value,
                "kind": f.kind,
                "link": f.link,
                "colour": f.colour,
            }
            for f in found
        ],
    }


async def _load(ctx: Context, card: HomeCard) -> Sequence[HomeFigure]:
    return await card.load(ctx)


async def favourites(ctx: Context) -> list[dict[str, Any]]:
    """Pages that the caller keeps in this company."""
    return await repository.favourites(ctx.actor.id, ctx.company_id) if ctx.actor.id else []


async def keep(ctx: Context, wanted: Favourite) -> dict[str, Any]:
    """Keep a page.

    Raises:
        Forbidden: the caller has no account. Conflict: too many are kept.
    """
    if ctx.actor.id is None:
        raise Forbidden(Text("只有账号可以收藏页面", "only an account can keep pages"))
    if await repository.count_favourites(ctx.actor.id, ctx.company_id) >= MOST_FAVOURITES:
        raise Conflict(
            Text(
                f"最多收藏 {MOST_FAVOURITES} 个页面，请先取消一些",
                f"at most {MOST_FAVOURITES} pages can be kept; remove some first",
            ),
            code="favourite.too_many",
        )
    return await repository.add_favourite(ctx.actor.id, ctx.company_id, wanted.title, wanted.path)


async def drop(ctx: Context, favourite_id: UUID) -> None:
    """Stop keeping a page. Raises ``NotFound``, also for those of others."""
    if ctx.actor.id is None or not await repository.remove_favourite(favourite_id, ctx.actor.id):
        raise NotFound(Text("没有这个收藏", "there is no such page kept"))
