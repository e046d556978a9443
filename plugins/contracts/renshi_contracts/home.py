"""What the plugin adds to the home page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from renshi_contracts.permissions import MANAGE
from renshi_contracts.settings import ContractSettings
from renshi_contracts.warnings import repository
from renshi_sdk import Clause, Context, Text
from renshi_sdk.contributions import HomeCard, HomeFigure

PAGE = "/console/contracts/contracts"
_KINDS = (
    ("ending", Text("即将到期", "Ending soon"), "warning"),
    ("expired", Text("到期未续", "Ended, still at work"), "danger"),
    ("unsigned", Text("未签合同", "None signed"), "danger"),
)


async def figures(ctx: Context) -> Sequence[HomeFigure]:
    """How many contracts need somebody; nothing where none does."""
    today = ctx.today()
    horizon = today + timedelta(days=max((await ctx.settings(ContractSettings)).remind_days, default=60))
    found = await repository.counts(
        today,
        horizon,
        Clause("w.company_id = {}", (ctx.company_id,)),
        ctx.access.employees(MANAGE, "w.employee_id"),
    )
    return [
        HomeFigure(label=label, value=found[kind], link=PAGE, colour=colour)  # type: ignore[arg-type]
        for kind, label, colour in _KINDS
        if found.get(kind)
    ]


HOME_CARDS = (
    HomeCard(
        name="contracts.warnings",
        title=Text("劳动合同", "Contracts"),
        permission=MANAGE,
        load=figures,
        icon="file-signature",
        link=PAGE,
        order=20,
    ),
)
