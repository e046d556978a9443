"""Scoring all interviews of a job again, with what changed."""

from __future__ import annotations

from renshi_recruiting_ai import permissions as may
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Column, Detail, Field, Markdown, Option, Progress, Table

OUTCOMES = (
    Option(value="waiting", label=Text("等待", "Waiting"), colour="info"),
    Option(value="changed", label=Text("分数有变化", "Another score"), colour="warning"),
    Option(value="same", label=Text("没有变化", "The same"), colour="success"),
    Option(
        value="asked", label=Text("先征询大模型，稍后评分", "Asks the language model first"), colour="info"
    ),
    Option(value="refused", label=Text("不能按新版评分", "Not by this version"), colour="danger"),
    Option(value="skipped", label=Text("已撤回或已删除", "Withdrawn or gone")),
)

RESCORES = Page(
    path="/requisitions/:id/rescores",
    title=Text("批量重新评分", "Score again"),
    permission=may.CANDIDATE_READ,
    body=(
        Markdown(
            text=Text(
                "对该岗位所有已完成且同意 AI 评分的面试重新评分。**旧版本全部保留**，逐人列出变化；决定不会因此改变。",
                "Scores every completed interview of this job again whose candidate agreed. **All earlier versions"
                " stay**, changes are listed person by person, and no decision is changed.",
            )
        ),
        Table(
            api="/requisitions/${id}/rescores",
            columns=(
                Column(
                    name="created_at",
                    label=Text("时间", "At"),
                    kind="datetime",
                    link="/console/recruiting_ai/rescores/${id}",
                ),
                Column(
                    name="newest_profile", label=Text("按最新画像", "By the newest profile"), kind="boolean"
                ),
                Column(name="total", label=Text("面试", "Interviews"), kind="integer"),
                Column(name="changed", label=Text("有变化", "Changed"), kind="integer"),
                Column(name="reason", label=Text("原因", "Why")),
                Column(name="asked_by_name", label=Text("发起人", "By")),
                Column(name="finished_at", label=Text("完成时间", "Done at"), kind="datetime"),
            ),
            actions=(
                Action(
                    label=Text("重新评分", "Score again"),
                    api="/requisitions/${id}/rescore",
                    fields=(
                        Field(
                            name="newest_profile",
                            label=Text(
                                "按岗位画像最新版本的权重", "By the weights of the newest job profile"
                            ),
                            kind="boolean",
                        ),
                        Field(name="reason", label=Text("原因", "Why"), kind="textarea", required=True),
                    ),
                    permission=may.CANDIDATE_DECIDE,
                    level="primary",
                    redirect="/console/recruiting_ai/rescores/${id}",
                ),
            ),
            empty=Text("还没有批量重新评分过。", "This has not been done yet."),
        ),
    ),
)

RESCORE = Page(
    path="/rescores/:id",
    title=Text("重新评分结果", "What changed"),
    permission=may.CANDIDATE_READ,
    body=(
        Progress(api="/rescores/${id}/progress", title=Text("正在重新评分", "Scoring again")),
        Detail(
            api="/rescores/${id}",
            columns=(
                Column(name="requisition_title", label=Text("岗位", "Job")),
                Column(name="total", label=Text("面试", "Interviews"), kind="integer"),
                Column(name="changed", label=Text("有变化", "Changed"), kind="integer"),
                Column(
                    name="newest_profile", label=Text("按最新画像", "By the newest profile"), kind="boolean"
                ),
                Column(name="reason", label=Text("原因", "Why")),
                Column(name="asked_by_name", label=Text("发起人", "By")),
                Column(name="finished_at", label=Text("完成时间", "Done at"), kind="datetime"),
            ),
        ),
        Table(
            api="/rescores/${id}/lines",
            columns=(
                Column(
                    name="name",
                    label=Text("候选人", "Candidate"),
                    sortable=True,
                    link="/console/recruiting_ai/interviews/${interview_id}",
                ),
                Column(name="outcome", label=Text("结果", "Result"), kind="choice", options=OUTCOMES),
                Column(name="match_before", label=Text("原匹配（%）", "Match before (%)"), kind="integer"),
                Column(name="match_after", label=Text("新匹配（%）", "Match now (%)"), kind="integer"),
                Column(name="difference", label=Text("差", "Difference"), kind="integer", sortable=True),
                Column(name="changes", label=Text("各维度变化", "Dimensions that changed")),
                Column(
                    name="version_before", label=Text("原版本", "Version before"), kind="integer", hidden=True
                ),
                Column(
                    name="version_after", label=Text("新版本", "Version now"), kind="integer", hidden=True
                ),
                Column(name="problem", label=Text("说明", "Why")),
            ),
            filters=(
                Field(name="q", label=Text("姓名", "Name")),
                Field(name="outcome", label=Text("结果", "Result"), kind="choice", options=OUTCOMES),
            ),
        ),
    ),
)
