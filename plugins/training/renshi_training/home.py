"""What the plugin adds to the home page: courses of one's own."""

from __future__ import annotations

from collections.abc import Sequence

from renshi_sdk import Context, Text
from renshi_sdk.contributions import HomeCard, HomeFigure
from renshi_sdk.db import fetch_row
from renshi_sdk.web import AUTHENTICATED

MINE = "/console/training/mine"


async def own(ctx: Context) -> Sequence[HomeFigure]:
    """Courses that the reader still has to do, and those that are late."""
    if ctx.actor.employee_id is None:
        return ()
    row = await fetch_row(
        "SELECT count(*) AS open, count(*) FILTER (WHERE due_on < $3) AS late FROM training_enrolment"
        " WHERE company_id = $1 AND employee_id = $2 AND state IN ('assigned', 'started')",
        ctx.company_id,
        ctx.actor.employee_id,
        ctx.today(),
    )
    if row is None or not row["open"]:
        return ()
    figures = [HomeFigure(label=Text("待学课程", "To do"), value=row["open"], link=MINE)]
    if row["late"]:
        figures.append(
            HomeFigure(label=Text("已逾期", "Late"), value=row["late"], link=MINE, colour="danger")
        )
    return figures


HOME_CARDS = (
    HomeCard(
        name="training.own",
        title=Text("我的培训", "My courses"),
        permission=AUTHENTICATED,
        load=own,
        icon="graduation-cap",
        link=MINE,
        order=13,
    ),
)
