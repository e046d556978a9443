"""The menu of a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from renshi_core.plugins.records import CORE
from renshi_sdk.context import Context
from renshi_sdk.contributions import MenuEntry, Page
from renshi_sdk.text import Text
from renshi_sdk.web import AUTHENTICATED

if TYPE_CHECKING:
    from renshi_core.platform import Platform

SECTIONS: dict[str, tuple[Text, str]] = {
    "people": (Text("组织与员工", "People"), "users"),
    "time": (Text("考勤与排班", "Time"), "clock-o"),
    "pay": (Text("薪酬", "Pay"), "cny"),
    "talent": (Text("招聘与培训", "Talent"), "graduation-cap"),
    "channels": (Text("渠道", "Channels"), "comments"),
    "insight": (Text("报表与分析", "Insight"), "bar-chart"),
    "settings": (Text("设置", "Settings"), "cog"),
}


async def menu_of(ctx: Context, platform: Platform) -> list[dict[str, Any]]:
    """Entries of plugins that are on, as far as the reader may open their pages."""
    enabled = await platform.activation.enabled_set(ctx.company_id)
    sections: list[dict[str, Any]] = []
    for key, (title, icon) in SECTIONS.items():
        entries = [
            (owned.plugin, owned.record)
            for owned in platform.registry.menu
            if owned.record.section == key
            and owned.plugin in enabled
            and _offered(ctx, owned.plugin, owned.record)
        ]
        if entries:
            sections.append(
                {
                    "key": key,
                    "title": title.of(ctx.locale),
                    "icon": icon,
                    "entries": [
                        {
                            "title": entry.title.of(ctx.locale),
                            "path": f"/console/{plugin}{entry.page}",
                            "icon": entry.icon,
                        }
                        for plugin, entry in sorted(entries, key=lambda e: (e[1].order, e[0]))
                    ],
                }
            )
    return sections


def _offered(ctx: Context, plugin: str, entry: MenuEntry) -> bool:
    # A plugin's page for everybody is about the reader's own things; an account without an employee has none.
    for_employees = entry.own or (entry.permission == AUTHENTICATED and plugin != CORE)
    if for_employees and ctx.actor.employee_id is None:
        return False
    return may_open(ctx, entry)


def may_open(ctx: Context, entry: MenuEntry | Page) -> bool:
    """Whether the reader holds the right that a page names."""
    return entry.permission == AUTHENTICATED or ctx.access.allows(entry.permission)
