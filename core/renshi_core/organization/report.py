"""编制与在岗 as a report, and who came and went."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from renshi_core.organization import chart, headcount
from renshi_core.organization.pages.parts import EMPLOYMENT_TYPES
from renshi_sdk.context import Context
from renshi_sdk.contributions import Report, ReportColumn, ReportResult
from renshi_sdk.text import Text

_FLAGS = {
    "over": Text("超编", "over"),
    "under": Text("缺编", "under"),
    "met": Text("满编", "met"),
    "unplanned": Text("无编制", "no plan"),
}
_EMPLOYMENT = {option.value: option.label for option in EMPLOYMENT_TYPES}


class OnDay(BaseModel):
    """The day to compare on."""

    model_config = ConfigDict(extra="forbid")
    on: date | None = Field(None, title="日期", json_schema_extra={"title_en": "Day"})


class Period(BaseModel):
    """First and last day."""

    model_config = ConfigDict(extra="forbid")
    first: date = Field(title="开始日期", json_schema_extra={"title_en": "From"})
    last: date = Field(title="结束日期", json_schema_extra={"title_en": "To"})


async def plan_against_actual(ctx: Context, params: OnDay) -> ReportResult:
    """The approved plan of a day against who is there, line by line."""
    found = await headcount.compare(ctx, params.on)
    rows = [
        r
        | {
            "flag": _FLAGS[r["flag"]].of(ctx.locale),
            # A line without one plans for every kind of employment.
            "employment_type": _EMPLOYMENT[kind].of(ctx.locale) if (kind := r["employment_type"]) else None,
        }
        for r in found["items"]
    ]
    plan = found["plan"]
    if plan is None:
        return ReportResult(rows, note=Text("该日没有已批准的编制方案", "no approved plan covers the day"))
    return ReportResult(
        rows,
        note=Text(
            f"{plan['title']} 第 {plan['version']} 版：编制 {found['planned_total']}，在岗 {found['actual_total']}",
            f"{plan['title']}, version {plan['version']}: {found['planned_total']} places,"
            f" {found['actual_total']} people",
        ),
    )


async def movement(ctx: Context, params: Period) -> ReportResult:
    """Who came, went and moved, by department."""
    return ReportResult(await chart.movement(ctx, params.first, params.last))


def _whole(name: str, zh: str, en: str) -> ReportColumn:
    return ReportColumn(name, Text(zh, en), "integer")


REPORTS = (
    Report(
        name="core.headcount_plan",
        title=Text("编制与在岗", "Headcount plan and people"),
        definition=Text(
            "编制取该日有效且已批准的方案；在岗为主岗人数（含试用期）；兼岗与借调按占比折算计入所在部门；待入、待出为方案"
            "期末前已登记的入职、调动和离职；预计 = 在岗 + 待入 − 待出 + 兼岗。超编、缺编按预计人数判断。",
            "Places by the approved plan of the day; people in main jobs (probation included); concurrent posts and"
            " secondments count where they are, by share; to come and to go are hires, moves and ends recorded up to"
            " the end of the plan's period; forecast = people + to come - to go + posts. Over and under go by the"
            " forecast.",
        ),
        columns=(
            ReportColumn("department_name", Text("部门", "Department")),
            ReportColumn("position_title", Text("岗位", "Position")),
            ReportColumn("employment_type", Text("用工形式", "Employment")),
            _whole("planned", "编制", "Places"),
            _whole("actual", "在岗", "People"),
            ReportColumn("posts", Text("兼岗折算", "Second posts"), "number"),
            _whole("pending_in", "待入", "To come"),
            _whole("pending_out", "待出", "To go"),
            ReportColumn("forecast", Text("预计", "Forecast"), "number"),
            ReportColumn("gap", Text("差额", "Gap"), "number"),
            ReportColumn("flag", Text("状态", "State")),
        ),
        query=plan_against_actual,
        permission="core.organization.read",
        params=OnDay,
    ),
    Report(
        name="core.movement",
        title=Text("人员异动", "Movement of people"),
        definition=Text(
            "期初为开始日前一日终在职人数；入职、离职、调入、调出按生效日在期间内计（离职按最后工作日）；期末 = 期初 + "
            "入职 + 调入 − 离职 − 调出。集团内跨公司调动计入调入、调出。",
            "Opening: people at the end of the day before the first. Joined, left and moved by their day within the"
            " period (an end by its last day). Closing = opening + joined + moved in - left - moved out. Moves"
            " between companies of the group count as moved.",
        ),
        columns=(
            ReportColumn("code", Text("编码", "Code")),
            ReportColumn("department_name", Text("部门", "Department")),
            _whole("opening", "期初", "Opening"),
            _whole("joined", "入职", "Joined"),
            _whole("left", "离职", "Left"),
            _whole("moved_in", "调入", "Moved in"),
            _whole("moved_out", "调出", "Moved out"),
            _whole("closing", "期末", "Closing"),
        ),
        query=movement,
        permission="core.organization.read",
        params=Period,
    ),
)
