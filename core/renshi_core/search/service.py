"""What the search finds for one reader, in groups."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pypinyin import lazy_pinyin

from renshi_core.plugins.guard import PluginFailed
from renshi_core.plugins.records import CORE, Owned
from renshi_core.requests import views
from renshi_core.search import repository
from renshi_sdk.context import Context
from renshi_sdk.contributions import MenuEntry, SearchHit, SearchSource
from renshi_sdk.db import savepoint
from renshi_sdk.errors import RenshiError
from renshi_sdk.services import Clause
from renshi_sdk.text import Text
from renshi_sdk.web import AUTHENTICATED

if TYPE_CHECKING:
    from renshi_core.platform import Platform

MOST = 8
"""Hits of a group."""
LONGEST = 60
PLUGIN_LIMIT = timedelta(milliseconds=1500)
REQUEST_NUMBER = re.compile(r"^r\d{4,8}(-\d{0,8})?$")
PHONE_END = re.compile(r"^\d{4}$")
READ, REVEAL = "core.employee.read", "core.employee.reveal"
DEPARTMENTS = "core.organization.read"


def normal(wanted: str) -> str:
    """What was typed, as keys are kept: lower case, without spaces."""
    return re.sub(r"[\s'’]+", "", wanted).lower()[:LONGEST]


async def search(ctx: Context, platform: Platform, wanted: str) -> list[dict[str, Any]]:
    """Groups of hits; a group without any is left out."""
    key = normal(wanted)
    if not key:
        return []
    groups = [
        ("people", Text("员工", "People"), await _people(ctx, key)),
        ("requests", Text("申请", "Requests"), await _requests(ctx, platform, key)),
        ("departments", Text("部门", "Departments"), await _departments(ctx, key)),
        *[(o.record.name, o.record.title, hits) for o, hits in await _plugins(ctx, platform, wanted.strip())],
        ("pages", Text("页面", "Pages"), await _pages(ctx, platform, key)),
    ]
    return [
        {"key": name, "title": title.of(ctx.locale), "items": items} for name, title, items in groups if items
    ]


async def _people(ctx: Context, key: str) -> list[dict[str, Any]]:
    if not ctx.access.allows(READ):
        return []
    rows = await repository.people(key, ctx.access.employees(READ, "c.id"), MOST)
    if len(rows) < MOST and PHONE_END.match(key) and ctx.access.allows(REVEAL):
        scope = ctx.access.employees(REVEAL, "c.id")
        known = {r["id"] for r in rows}
        more = await repository.people_by_phone(key, scope, MOST - len(rows))
        rows += [r for r in more if r["id"] not in known]
    return [_person(ctx, row) for row in rows]


def _person(ctx: Context, row: dict[str, Any]) -> dict[str, Any]:
    left = Text("已离职", "left").of(ctx.locale) if row["status"] == "left" else None
    company = row["company_name"] if row["company_id"] != ctx.company_id else None
    parts = (row["number"], company, row["department_name"], row["position_title"], left)
    return _hit(
        row["name"], " · ".join(p for p in parts if p), f"/console/core/employees/{row['id']}", "user"
    )


async def _departments(ctx: Context, key: str) -> list[dict[str, Any]]:
    if not ctx.access.allows(DEPARTMENTS):
        return []
    found = [
        row
        for row in await repository.departments(ctx.company_id)
        if any(part.startswith(key) or key in part for part in _readings(row["name"], row["code"]))
    ]
    found.sort(key=lambda row: (not row["name"].lower().startswith(key), len(row["name"]), row["code"]))
    return [
        _hit(
            row["name"],
            " · ".join(p for p in (row["code"], row["parent_name"]) if p),
            f"/console/core/employees?department_tree={row['id']}",
            "sitemap",
        )
        for row in found[:MOST]
    ]


async def _requests(ctx: Context, platform: Platform, key: str) -> list[dict[str, Any]]:
    if not REQUEST_NUMBER.match(key):
        return []
    seen = Clause("FALSE")
    if ctx.access.allows(views.READ):
        seen = ctx.access.employees(views.READ, "r.employee_id")
    if (me := ctx.actor.employee_id) is not None:
        own = "r.employee_id = {} OR r.submitter_id = {} OR EXISTS (SELECT FROM core_request_approver a"
        own += " WHERE a.request_id = r.id AND a.employee_id = {})"
        seen = Clause(f"({seen.sql}) OR {own}", (*seen.args, me, me, me))
    on = views.switched_on(platform)
    here = Clause(
        f"r.company_id = {{}} AND ({seen.sql}) AND ({on.sql})", (ctx.company_id, *seen.args, *on.args)
    )
    english = ctx.locale.startswith("en")
    return [
        _hit(
            row["number"],
            f"{row['employee_name']} · {row['summary_en'] if english else row['summary_zh']}",
            f"/console/core/requests/{row['id']}",
            "file-signature",
        )
        for row in await repository.requests(key.upper(), here, MOST)
    ]


async def _pages(ctx: Context, platform: Platform, key: str) -> list[dict[str, Any]]:
    enabled = await platform.activation.enabled_set(ctx.company_id)
    found = []
    for owned in platform.registry.menu:
        entry: MenuEntry = owned.record
        if owned.plugin not in enabled or not _offered(ctx, owned.plugin, entry):
            continue
        words = (*_readings(entry.title.zh, ""), entry.title.en.lower().replace(" ", ""))
        if any(key in word for word in words):
            found.append(
                _hit(entry.title.of(ctx.locale), None, f"/console/{owned.plugin}{entry.page}", entry.icon)
            )
    return found[:MOST]


def _offered(ctx: Context, plugin: str, entry: MenuEntry) -> bool:
    for_employees = entry.own or (entry.permission == AUTHENTICATED and plugin != CORE)
    if for_employees and ctx.actor.employee_id is None:
        return False
    return entry.permission == AUTHENTICATED or ctx.access.allows(entry.permission)


async def _plugins(
    ctx: Context, platform: Platform, wanted: str
) -> list[tuple[Owned[SearchSource], list[dict[str, Any]]]]:
    """Hits of plugins that are on. One that fails is left out; its breaker counts it."""
    enabled = await platform.activation.enabled_set(ctx.company_id)
    found = []
    for owned in platform.registry.searches:
        if owned.plugin not in enabled or not ctx.access.allows(owned.record.permission):
            continue
        inside = replace(ctx, plugin=owned.plugin)
        try:
            async with savepoint():
                hits: Sequence[SearchHit] = await platform.guarded(
                    inside,
                    _find(inside, owned.record, wanted),
                    what=owned.record.name,
                    timeout=PLUGIN_LIMIT,
                )
        except (PluginFailed, RenshiError):
            continue
        found.append((owned, [_hit(h.title, h.detail, h.link, owned.record.icon) for h in hits[:MOST]]))
    return found


async def _find(ctx: Context, source: SearchSource, wanted: str) -> Sequence[SearchHit]:
    return await source.find(ctx, wanted, MOST)


@lru_cache(maxsize=50_000)
def _readings(name: str, code: str) -> tuple[str, ...]:
    """Name, code, pinyin and initials of what isn't a person: no reading of a family name is preferred."""
    read = [part.lower() for part in lazy_pinyin(name) if part.strip()]
    parts = (name.lower(), code.lower(), "".join(read), "".join(part[:1] for part in read))
    return tuple(part.replace(" ", "") for part in parts if part)


def _hit(title: str, detail: str | None, link: str, icon: str) -> dict[str, Any]:
    return {"title": title, "detail": detail, "link": link, "icon": icon}
