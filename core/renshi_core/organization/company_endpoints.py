"""The context's own company: its facts, and what was changed of them."""

from __future__ import annotations

import json
from typing import Any

from renshi_core.organization import service
from renshi_core.organization.pages.company import MANAGE
from renshi_core.organization.schemas import CompanyUpdate
from renshi_sdk.context import Context
from renshi_sdk.contracts import Company
from renshi_sdk.db import fetch
from renshi_sdk.text import Text
from renshi_sdk.web import get, patch

MOST_CHANGES = 200
TITLES = {
    "name": Text("公司名称", "Name"),
    "industry": Text("行业", "Industry"),
    "city": Text("所在城市", "City"),
    "time_zone": Text("时区", "Time zone"),
    "credit_code": Text("统一社会信用代码", "Credit code"),
}


@get("/company", permission=MANAGE)
async def show_company(ctx: Context) -> Company:
    """The company one works in."""
    return await ctx.organization.company()


@patch("/company", permission=MANAGE)
async def change_company(ctx: Context, data: CompanyUpdate) -> Company:
    """Change facts of the company one works in; an emptied credit code is taken away."""
    values = data.model_dump(exclude_unset=True)
    kept = {name: value for name, value in values.items() if value is not None or name == "credit_code"}
    if "credit_code" in kept:
        kept["credit_code"] = kept["credit_code"] or None
    return await service.update_company(ctx, ctx.company_id, kept)


@get("/company/changes", permission=MANAGE)
async def company_changes(ctx: Context) -> dict[str, Any]:
    """What was changed of the company's facts, newest first, as the audit chain has it."""
    rows = await fetch(
        "SELECT at, actor_name, detail::text AS detail FROM core_audit WHERE subject_id = $1"
        " AND action = 'core.company.update' ORDER BY seq DESC LIMIT $2",
        ctx.company_id,
        MOST_CHANGES,
    )
    items = [
        {
            "at": row["at"],
            "by": row["actor_name"],
            "title": TITLES[name].of(ctx.locale) if name in TITLES else name,
            "before": change["from"],
            "after": change["to"],
        }
        for row in rows
        for name, change in sorted(json.loads(row["detail"]).items(), key=lambda each: _place(each[0]))
    ]
    return {"items": items, "total": len(items), "next_cursor": None}


def _place(name: str) -> int:
    return list(TITLES).index(name) if name in TITLES else len(TITLES)


HANDLERS = (show_company, change_company, company_changes)
