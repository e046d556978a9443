"""The board, and how one arranges it."""

from __future__ import annotations

from renshi_reporting.boards.schemas import MOST_TILES
from renshi_reporting.pages.centre import ROLES
from renshi_reporting.permissions import READ, SHARE
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import (
    Action,
    Block,
    Callout,
    Chart,
    Column,
    Columns,
    Detail,
    Field,
    Figure,
    Figures,
    Grid,
    Section,
    Table,
)


def _tile(place: int) -> Section:
    api = f"/board/tile?place={place}"
    return Section(
        api=api,
        visible_when="filled",
        title=Text("${title}", "${title}"),
        note=Text("${note}", "${note}"),
        body=(
            Callout(text=Text("${problem}", "${problem}"), level="warning", visible_when="problem"),
            Section(visible_when="chart == 'series'", body=(Chart(api="${points}", kind="series", x="x"),)),
            Section(
                visible_when="chart == 'pie'", body=(Chart(api="${points}", kind="pie", x="x", y=("y0",)),)
            ),
            Section(
                visible_when="chart == 'none' && !problem",
                body=(Table(api=api, columns=(), export=False),),
            ),
            Section(
                title=Text("口径", "Definition"),
                collapsible=True,
                collapsed=True,
                body=(Callout(text=Text("${definition}", "${definition}")),),
                visible_when="definition",
            ),
        ),
    )


def _pairs() -> tuple[Block, ...]:
    return tuple(
        Columns(columns=((_tile(place),), (_tile(place + 1),))) for place in range(1, MOST_TILES + 1, 2)
    )


_FIGURES = (
            Figure(
                name="heads",
                label=Text("在职人数", "Heads"),
                link="/console/core/employees",
                help=Text("今日结束时在职（不含当日离职）", "At the end of today, today's leavers not counted"),
            ),
            Figure(
                name="heads_change",
                label=Text("较上月末", "Since last month"),
                help=Text("在职人数 − 上月末人数", "Heads − heads at the end of last month"),
            ),
            Figure(name="joined", label=Text("本月入职", "Joined this month")),
            Figure(
                name="left",
                label=Text("本月离职", "Left this month"),
                help=Text("最后工作日在本月至今，不含跨公司调动", "Last day this month; moves between companies not"),
            ),
            Figure(
                name="turnover",
                label=Text("近12月离职率", "Turnover, 12 months"),
                kind="percent",
                link="/console/core/reports/reporting.turnover",
                help=Text(
                    "最近12个完整月离职人数 ÷ 平均人数（ISO 30414）",
                    "Leavers of the last 12 full months ÷ average headcount (ISO 30414)",
                ),
            ),
            Figure(
                name="turnover_voluntary",
                label=Text("其中主动", "Voluntary"),
                kind="percent",
                help=Text("主动离职人数 ÷ 平均人数", "Voluntary leavers ÷ average headcount"),
            ),
            Figure(
                name="vacant",
                label=Text("职位空缺", "Vacancies"),
                help=Text("招聘中的需求人数 − 已接受录用", "Places of open requisitions − accepted offers"),
            ),
            Figure(
                name="time_to_fill",
                label=Text("招聘周期（天）", "Time to fill (days)"),
                kind="number",
                help=Text(
                    "近12个月在招需求中已招满者，开放日至招满的平均天数（ISO 30414）",
                    "Of requisitions open in 12 months and filled: average days to fill (ISO 30414)",
                ),
            ),
            Figure(
                name="ending",
                label=Text("90天内合同到期", "Contracts ending, 90 days"),
                link="/console/core/reports/contracts.expiry",
            ),
            Figure(
                name="undecided",
                label=Text("其中未定续签", "Renewal undecided"),
                help=Text("尚无续签结论", "No decision about a renewal yet"),
            ),
            Figure(
                name="late_tasks",
                label=Text("逾期入职任务", "Late onboarding tasks"),
                help=Text("到期日早于今天且未完成", "Due before today and not done"),
            ),
)  # fmt: skip
BOARD = Page(
    path="/board",
    title=Text("指标看板", "Key figures"),
    permission=READ,
    body=(
        Figures(api="/board/figures", figures=_FIGURES),
        *_pairs(),
        Detail(
            api="/board",
            columns=(
                Column(name="source_title", label=Text("布置来源", "Arrangement")),
                Column(name="tiles", label=Text("报表数", "Reports"), kind="integer"),
            ),
            actions=(
                Action(
                    label=Text("布置看板", "Arrange"),
                    link="/console/reporting/board/arrange",
                    icon="table-cells-large",
                ),
                Action(
                    label=Text("恢复默认", "As it was"),
                    api="/board/tiles",
                    method="delete",
                    visible_when="source == 'own'",
                    confirm=Text("放弃自己的布置，恢复角色模板？", "Give up your arrangement?"),
                ),
                Action(
                    label=Text("存为角色模板", "Keep as a role's template"),
                    api="/board/templates",
                    permission=SHARE,
                    fields=(
                        Field(
                            name="role",
                            label=Text("角色", "Role"),
                            kind="choice",
                            options=ROLES,
                            required=True,
                            help=Text(
                                "该角色未自行布置看板的人将看到此布置；仅自己可见的报表不会带入",
                                "Those with the role who arranged nothing see this; your private reports are left out",
                            ),
                        ),
                    ),
                ),
            ),
        ),
    ),
)
ARRANGE = Page(
    path="/board/arrange",
    title=Text("布置看板", "Arrange the board"),
    permission=READ,
    body=(
        Callout(
            text=Text(
                f"最多 {MOST_TILES} 张报表，按序号排列；标题留空则用报表名称。需要先选参数的报表请先自建一张。",
                f"{MOST_TILES} reports at most, in the order of their places; without a title the report has its own."
                " Build your own of a report that asks for parameters.",
            )
        ),
        Grid(
            api="/board/tiles",
            columns=(),
            inputs=(
                Field(name="place", label=Text("序号", "Place"), kind="integer", default=9),
                Field(
                    name="subject",
                    label=Text("报表", "Report"),
                    kind="choice",
                    options_api="/board/choices",
                    required=True,
                ),
                Field(name="title", label=Text("显示标题", "Title shown")),
            ),
            save_api="/board/tiles",
            method="put",
            permission=READ,
            add=True,
            remove=True,
            empty=Text("看板上还没有报表", "Nothing on the board yet"),
        ),
    ),
)
