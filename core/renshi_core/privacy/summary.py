"""What a person reads first in the copy of their data: what is kept, what for, how long, and their rights."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from renshi_core.jobs.above import platform_of
from renshi_core.privacy.consents import service as consents
from renshi_core.privacy.register import service as register
from renshi_sdk.context import Context
from renshi_sdk.documents import Paper
from renshi_sdk.text import Text

STATES = {
    "open": Text("未选择", "not answered"),
    "given": Text("已同意", "given"),
    "refused": Text("不同意或已撤回", "refused or taken back"),
}
RIGHTS = (
    Text(
        "查阅、复制：本文件即依据《个人信息保护法》第四十五条提供的副本，完整数据见 data.json 和“概要.xlsx”。",
        "Access and copy (PIPL art. 45): this is it; the data in full is in data.json and the workbook.",
    ),
    Text(
        "更正、补充（第四十六条）：在“我的档案”中提交修改。",
        "Correction (art. 46): change it under My file.",
    ),
    Text(
        "删除（第四十七条）：在“我的隐私”中申请；法律要求保存的内容到期后删除。",
        "Erasure (art. 47): ask under My privacy; what law holds goes when its time is over.",
    ),
    Text(
        "撤回同意（第十五条）：在“我的隐私”中随时撤回，不影响劳动关系。",
        "Withdrawal (art. 15): at any time under My privacy; nothing else depends on it.",
    ),
    Text(
        "自动化决策（第二十四条）：可要求说明，并由人复核。",
        "Automated decisions (art. 24): ask for an explanation and a person's decision.",
    ),
)


async def summary_of(
    ctx: Context, employee_id: UUID, data: Mapping[str, Mapping[str, Any]], titles: Mapping[str, Text]
) -> bytes:
    """The page as PDF, in the language of the context."""
    person = await ctx.people.get(employee_id)
    company = await ctx.organization.company()
    lines = {line["plugin"]: line for line in await register.register(platform_of(ctx), ctx)}
    paper = Paper(
        Text("个人信息副本说明", "Copy of your personal data").of(ctx.locale),
        footer=f"{company.name} · {ctx.today()}",
    )
    paper.add(
        "text",
        Text(
            f"{person.name}（工号 {person.number}）：以下说明{company.name}截至 {ctx.today()} 保存了您的哪些个人信息。",
            f"{person.name} ({person.number}): what {company.name} keeps about you on {ctx.today()}.",
        ).of(ctx.locale),
    )
    paper.add("head", Text("保存了什么、为什么、多久", "What is kept, what for, how long").of(ctx.locale))
    rows = []
    for plugin, tables in data.items():
        count = sum(len(found) for found in tables.values() if isinstance(found, list))
        line = lines.get(plugin, {})
        if count:
            rows.append(
                [
                    titles[plugin].of(ctx.locale),
                    str(count),
                    str(line.get("purpose", "—")),
                    str(line.get("categories", "—")),
                    str(line.get("kept", "—")),
                ]
            )
    paper.table(
        [
            Text(*words).of(ctx.locale)
            for words in (
                ("来源", "Where"),
                ("条数", "Rows"),
                ("目的", "What for"),
                ("种类", "Categories"),
                ("保存期限", "Kept"),
            )
        ],
        rows,
        shares=[3, 1, 4, 5, 4],
        align=["left", "right", "left", "left", "left"],
    )
    asked = await consents.of_person(ctx, employee_id)
    if asked:
        paper.add("head", Text("您的同意", "Your consents").of(ctx.locale))
        paper.table(
            [Text(*w).of(ctx.locale) for w in (("事项", "Purpose"), ("版本", "Version"), ("状态", "State"))],
            [[a["title"], str(a["version"]), STATES[a["state"]].of(ctx.locale)] for a in asked],
            shares=[5, 1, 2],
        )
    paper.add("head", Text("您的权利", "Your rights").of(ctx.locale))
    for right in RIGHTS:
        paper.add("text", right.of(ctx.locale))
    return await asyncio.to_thread(paper.bytes)
