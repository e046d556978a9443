"""Interview rounds by people."""

from __future__ import annotations

from renshi_recruiting_ai import permissions as may
from renshi_recruiting_ai.rounds.schemas import ScorecardForm
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Callout, Column, Detail, Field, Form, Option, Tab, Table, Tabs

ROUND_STATES = (
    Option(value="planned", label=Text("进行中", "Planned"), colour="info"),
    Option(value="closed", label=Text("已收齐", "Closed"), colour="success"),
    Option(value="cancelled", label=Text("已取消", "Cancelled")),
)

RECOMMENDS = (
    Option(value="strong_yes", label=Text("强烈推荐", "Strong yes"), colour="success"),
    Option(value="yes", label=Text("推荐", "Yes"), colour="success"),
    Option(value="no", label=Text("不推荐", "No"), colour="warning"),
    Option(value="strong_no", label=Text("强烈不推荐", "Strong no"), colour="danger"),
)

MY_ROUNDS = Page(
    path="/my-rounds",
    title=Text("我的面试", "My interviews"),
    permission=may.PANEL,
    body=(
        Table(
            api="/rounds/mine",
            columns=(
                Column(
                    name="name", label=Text("候选人", "Candidate"), link="/console/recruiting_ai/rounds/${id}"
                ),
                Column(name="requisition_title", label=Text("岗位", "Job")),
                Column(name="title", label=Text("轮次", "Round")),
                Column(name="starts_at", label=Text("时间", "At"), kind="datetime"),
                Column(name="place", label=Text("地点", "Place")),
                Column(name="state", label=Text("状态", "State"), kind="choice", options=ROUND_STATES),
                Column(name="mine", label=Text("已评分", "Card handed in"), kind="boolean"),
            ),
            empty=Text("您没有待参加的面试。", "You are in no panel."),
        ),
    ),
)

ROUND = Page(
    path="/rounds/:id",
    title=Text("面试轮次", "Interview round"),
    permission=may.PANEL,
    body=(
        Detail(
            api="/rounds/${id}",
            columns=(
                Column(name="name", label=Text("候选人", "Candidate")),
                Column(name="requisition_title", label=Text("岗位", "Job")),
                Column(name="title", label=Text("轮次", "Round")),
                Column(name="starts_at", label=Text("时间", "At"), kind="datetime"),
                Column(name="place", label=Text("地点", "Place")),
                Column(name="panel_names", label=Text("评委", "Panel")),
                Column(name="state", label=Text("状态", "State"), kind="choice", options=ROUND_STATES),
                Column(name="note", label=Text("说明", "Note")),
            ),
            actions=(
                Action(
                    label=Text("下载日程", "Calendar file"),
                    api="/rounds/${id}/calendar",
                    method="get",
                    download=True,
                ),
                Action(
                    label=Text("改期", "Move it"),
                    api="/rounds/${id}/reschedule",
                    fields=(
                        Field(name="starts_at", label=Text("时间", "At"), kind="datetime", required=True),
                        Field(
                            name="minutes", label=Text("时长（分钟）", "Minutes"), kind="integer", default=60
                        ),
                        Field(name="place", label=Text("地点", "Place")),
                        Field(name="link", label=Text("会议链接（https）", "Meeting link (https)")),
                        Field(
                            name="invite",
                            label=Text("通知候选人（含日程）", "Tell the candidate (with the appointment)"),
                            kind="boolean",
                            default=True,
                        ),
                    ),
                    visible_when="state == 'planned'",
                    permission=may.CANDIDATE_DECIDE,
                ),
                Action(
                    label=Text("取消面试", "Call it off"),
                    api="/rounds/${id}/cancel",
                    confirm=Text(
                        "将通知评委和候选人，确定取消？", "Panel and candidate are told. Call it off?"
                    ),
                    visible_when="state == 'planned'",
                    permission=may.CANDIDATE_DECIDE,
                    level="danger",
                ),
            ),
        ),
        Callout(
            text=Text(
                "提交自己的评分表之前，看不到其他评委和程序的评分，以免相互影响。",
                "Until your own card is handed in you see neither the other cards nor the program's scores.",
            ),
            api="/rounds/${id}",
            visible_when="hidden",
        ),
        Callout(
            text=Text(
                "评委意见分歧较大，请先讨论再决定。", "The panel is far apart: talk before anybody decides."
            ),
            level="warning",
            api="/rounds/${id}",
            visible_when="disagree",
        ),
        Tabs(
            tabs=(
                Tab(
                    title=Text("量表", "Scale"),
                    body=(
                        Table(
                            api="/rounds/${id}/scale",
                            columns=(
                                Column(name="label", label=Text("维度", "Competency"), width=140),
                                Column(name="definition", label=Text("定义", "Definition")),
                                Column(name="scale", label=Text("锚定量表", "Anchors")),
                            ),
                            export=False,
                        ),
                    ),
                ),
                Tab(
                    title=Text("提交评分表", "Hand in a card"),
                    body=(
                        Form(
                            api="/rounds/${id}/scorecard",
                            load_api="/rounds/${id}/card-form",
                            schema=ScorecardForm,
                            submit=Text("提交评分表（提交后不能修改）", "Hand it in (for good)"),
                        ),
                    ),
                ),
                Tab(
                    title=Text("汇总", "Summary"),
                    body=(
                        Table(
                            api="/rounds/${id}/summary",
                            columns=(
                                Column(name="label", label=Text("维度", "Competency")),
                                Column(name="marks", label=Text("各评委", "Marks")),
                                Column(name="mean", label=Text("平均", "Mean"), kind="number", decimals=1),
                                Column(name="spread", label=Text("极差", "Spread"), kind="integer"),
                                Column(name="disagree", label=Text("分歧", "Apart"), kind="boolean"),
                                Column(
                                    name="program",
                                    label=Text("AI 评分（仅供参考）", "AI score (for reference)"),
                                ),
                            ),
                            export=False,
                        ),
                        Table(
                            api="/rounds/${id}/cards",
                            columns=(
                                Column(name="author_name", label=Text("评委", "By")),
                                Column(
                                    name="recommendation",
                                    label=Text("意见", "Says"),
                                    kind="choice",
                                    options=RECOMMENDS,
                                ),
                                Column(name="marks", label=Text("评分与依据", "Marks and why")),
                                Column(name="words", label=Text("总评", "Words")),
                            ),
                            export=False,
                        ),
                    ),
                ),
            ),
        ),
    ),
)
