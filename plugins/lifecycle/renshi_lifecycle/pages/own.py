"""One's own leaving, and what exit interviews tell in figures."""

from __future__ import annotations

from renshi_lifecycle.leaving.schemas import ITEMS
from renshi_lifecycle.permissions import INTERVIEW_READ
from renshi_lifecycle.words import MAIN_REASONS, OWNERS, TASK_STATES
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Callout, Chart, Column, Detail, Field, Form, Option, Section, Table
from renshi_sdk.web import AUTHENTICATED

REASON_OPTIONS = tuple(Option(value=v, label=t) for v, t in MAIN_REASONS.items())
_INTERVIEW = Form(
    api="/leaving/mine/interview/form",
    title=Text("离职面谈", "Exit interview"),
    submit=Text("提交面谈", "Send"),
    done=Text("已提交，谢谢", "Sent, thank you"),
    fields=(
        Field(
            name="main_reason",
            label=Text("离职的主要原因", "The main reason"),
            kind="choice",
            options=REASON_OPTIONS,
            required=True,
        ),
        *(Field(name=name, label=Text(zh, en), kind="rating", required=True) for name, zh, en in ITEMS),
        Field(name="liked", label=Text("最满意的", "Liked most"), kind="textarea"),
        Field(name="better", label=Text("最希望改进的", "To be done better"), kind="textarea"),
        Field(name="other", label=Text("其他想说的", "Anything else"), kind="textarea"),
    ),
)
MINE = Page(
    path="/mine",
    title=Text("我的离职办理", "My leaving"),
    permission=AUTHENTICATED,
    body=(
        Section(
            api="/leaving/mine",
            body=(
                Callout(
                    text=Text("您没有进行中的离职办理", "No leaving of yours is under way"),
                    visible_when="!leaving",
                ),
                Section(
                    visible_when="leaving",
                    body=(
                        Detail(
                            api="",
                            columns=(
                                Column(name="last_day", label=Text("最后工作日", "Last day"), kind="date"),
                                Column(name="days_left", label=Text("剩余天数", "Days left"), kind="integer"),
                                Column(name="done", label=Text("已办交接", "Handed over"), kind="integer"),
                                Column(name="tasks", label=Text("交接任务", "Tasks"), kind="integer"),
                                Column(name="settled", label=Text("结算已确认", "Settled"), kind="boolean"),
                                Column(
                                    name="transfer_by",
                                    label=Text("社保档案转移截止", "Insurance and file by"),
                                    kind="date",
                                ),
                                Column(name="certificate_number", label=Text("离职证明", "Certificate")),
                            ),
                            actions=(
                                Action(
                                    label=Text("下载离职证明", "Download the certificate"),
                                    api="/leaving/mine/certificate",
                                    method="get",
                                    download=True,
                                    level="primary",
                                    visible_when="certificate_number",
                                ),
                                Action(
                                    label=Text("我的待办任务", "My tasks"), link="/console/lifecycle/tasks"
                                ),
                            ),
                        ),
                    ),
                ),
                Section(
                    visible_when="leaving",
                    body=(
                        Table(
                            api="/leaving/mine/tasks",
                            title=Text("交接清单", "Hand-over"),
                            columns=(
                                Column(name="title", label=Text("任务", "Task")),
                                Column(name="owner", label=Text("办理人", "Who"), options=OWNERS, width=110),
                                Column(name="assignee_name", label=Text("姓名", "Name"), width=110),
                                Column(name="due_on", label=Text("到期日", "Due"), kind="date"),
                                Column(
                                    name="state", label=Text("状态", "State"), options=TASK_STATES, width=110
                                ),
                            ),
                            export=False,
                        ),
                    ),
                ),
                Callout(
                    text=Text("离职面谈已提交，谢谢您的意见", "Your exit interview is in, thank you"),
                    level="success",
                    visible_when="leaving && answered",
                ),
                Section(
                    visible_when="leaving && !answered",
                    note=Text(
                        "内容加密保存，仅负责面谈的人事可以查看；不会写入离职证明，也不影响结算。"
                        "1 分为完全不同意，5 分为完全同意。",
                        "Kept encrypted; only the HR people for exit interviews read it. It is neither in the"
                        " certificate nor does it touch the settlement. 1 is not at all, 5 is fully.",
                    ),
                    body=(_INTERVIEW,),
                ),
            ),
        ),
    ),
)
ANALYTICS = Page(
    path="/leaving/analytics",
    title=Text("离职面谈分析", "Exit interviews in figures"),
    permission=INTERVIEW_READ,
    body=(
        Section(
            api="/leaving/analytics",
            body=(
                Callout(
                    text=Text(
                        "近两年提交的面谈不足 ${minimum} 份，为避免识别到个人暂不显示",
                        "Fewer than ${minimum} interviews in two years: nothing is shown, so that nobody can be told",
                    ),
                    visible_when="total == 0",
                ),
                Section(
                    visible_when="total > 0",
                    title=Text("主要离职原因（人数）", "Main reasons (people)"),
                    note=Text(
                        "近两年；少于 ${minimum} 人的原因不显示",
                        "Two years; reasons of fewer than ${minimum} are not shown",
                    ),
                    body=(
                        Chart(
                            api="/leaving/analytics?group=reason",
                            kind="bar",
                            x="name",
                            y=("value",),
                            labels=(Text("人数", "People"),),
                            horizontal=True,
                        ),
                    ),
                ),
                Section(
                    visible_when="total > 0",
                    title=Text("各项评分（1–5 分平均）", "Ratings (mean of 1 to 5)"),
                    body=(
                        Chart(
                            api="/leaving/analytics?group=item",
                            kind="bar",
                            x="name",
                            y=("value",),
                            labels=(Text("平均分", "Mean"),),
                            horizontal=True,
                        ),
                    ),
                ),
            ),
        ),
    ),
)
