"""What the plugin adds to the home page: where the month stands, and one's own newest slip. No amounts: the page is
open on a desk."""

from __future__ import annotations

from collections.abc import Sequence

from renshi_payroll.permissions import RUN_READ
from renshi_payroll.runs.service import STATES
from renshi_sdk import Context, Text
from renshi_sdk.contributions import HomeCard, HomeFigure
from renshi_sdk.db import fetch_row
from renshi_sdk.web import AUTHENTICATED

RUNS, MINE, DISPUTES = "/console/payroll/runs", "/console/payroll/my", "/console/payroll/disputes"
_MONTH = (
    "SELECT r.id, r.period, r.state, r.employees, r.errors, (SELECT count(*) FROM payroll_dispute d"
    " WHERE d.company_id = $1 AND d.state = 'open') AS disputes FROM payroll_run r"
    " WHERE r.company_id = $1 AND r.kind = 'monthly' AND r.state <> 'discarded' ORDER BY r.period DESC LIMIT 1"
)
_OWN = (
    "SELECT s.id, s.period FROM payroll_slip s JOIN payroll_run r ON r.id = s.run_id AND r.version = s.version"
    " WHERE s.company_id = $1 AND s.employee_id = $2 AND r.state IN ('closed', 'paid', 'filed')"
    " ORDER BY s.period DESC, s.id DESC LIMIT 1"
)


async def month(ctx: Context) -> Sequence[HomeFigure]:
    """The newest month's run; nothing before the first."""
    row = await fetch_row(_MONTH, ctx.company_id)
    if row is None:
        return ()
    link = f"{RUNS}/{row['id']}"
    figures = [
        HomeFigure(
            label=Text(f"{row['period']} 工资", f"Pay of {row['period']}"),
            value=STATES[row["state"]].of(ctx.locale),
            kind="text",
            link=link,
        ),
        HomeFigure(label=Text("人数", "People"), value=row["employees"], link=link),
    ]
    if row["errors"]:
        figures.append(
            HomeFigure(label=Text("错误", "Errors"), value=row["errors"], link=link, colour="danger")
        )
    if row["disputes"]:
        figures.append(
            HomeFigure(
                label=Text("待答复异议", "Questions to answer"),
                value=row["disputes"],
                link=DISPUTES,
                colour="warning",
            )
        )
    return figures


async def own(ctx: Context) -> Sequence[HomeFigure]:
    """The reader's newest slip, without its amounts."""
    if ctx.actor.employee_id is None:
        return ()
    row = await fetch_row(_OWN, ctx.company_id, ctx.actor.employee_id)
    if row is None:
        return ()
    return (
        HomeFigure(
            label=Text("最新工资条", "Newest slip"),
            value=row["period"],
            kind="text",
            link=f"{MINE}/{row['id']}",
        ),
    )


HOME_CARDS = (
    HomeCard(
        name="payroll.month",
        title=Text("工资核算", "Payroll"),
        permission=RUN_READ,
        load=month,
        icon="wallet",
        link=RUNS,
        order=30,
    ),
    HomeCard(
        name="payroll.own",
        title=Text("我的工资", "My pay"),
        permission=AUTHENTICATED,
        load=own,
        icon="receipt",
        link=MINE,
        order=12,
    ),
)
