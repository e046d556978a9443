"""Console pages of the organisation along time: departments, cost centres, headcount, reorganisations, posts."""

from __future__ import annotations

from renshi_core.organization.pages import departments, headcount, posts, reorganisations
from renshi_core.organization.pages.parts import READ, REORGANISE
from renshi_sdk.contributions import MenuEntry
from renshi_sdk.text import Text

PAGES = (*departments.PAGES, *headcount.PAGES, *reorganisations.PAGES, *posts.PAGES)

MENU = tuple(
    MenuEntry(title=title, page=page, permission=permission, section="people", icon=icon, order=order)
    for title, page, permission, icon, order in (
        (Text("部门", "Departments"), "/departments", READ, "sitemap", 20),
        (Text("编制", "Headcount plan"), "/headcount", READ, "users-cog", 32),
        (Text("兼岗与借调", "Second posts"), "/posts", "core.employee.read", "user-tag", 34),
        (Text("组织重组", "Reorganisations"), "/reorganisations", REORGANISE, "project-diagram", 36),
    )
)
