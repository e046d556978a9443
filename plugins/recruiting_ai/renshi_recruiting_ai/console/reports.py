"""The interview report, and candidates side by side."""

from __future__ import annotations

from renshi_recruiting_ai import permissions as may
from renshi_recruiting_ai.console.choices import DECIDE, HONEST, SCORED, STAGES
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Column, Detail, Markdown, Option, Tab, Table, Tabs

CALIBRATION = (
    Option(
        value="uncalibrated, rule v1",
        label=Text("未校准（规则第 1 版），仅供参考", "uncalibrated, rule v1"),
        colour="warning",
    ),
)

INTERVIEW = Page(
    path="/interviews/:id",
    title=Text("面试报告", "Interview report"),
    permission=may.CANDIDATE_READ,
    body=(
        Markdown(text=HONEST),
        Detail(
            api="/interviews/${id}",
            columns=(
                Column(
                    name="name",
                    label=Text("姓名", "Name"),
                    link="/console/recruiting_ai/candidates/${application_id}",
                ),
                Column(name="requisition_title", label=Text("应聘岗位", "Job")),
                Column(name="stage", label=Text("阶段", "Stage"), kind="choice", options=STAGES),
                Column(name="match_percent", label=Text("岗位匹配（%）", "Match (%)"), kind="integer"),
                Column(name="match_band", label=Text("误差范围", "Band")),
                Column(name="formula", label=Text("计算式", "Formula")),
                Column(name="reasons", label=Text("理由", "Reasons")),
                Column(name="calibration", label=Text("校准", "Calibration"), options=CALIBRATION),
                Column(name="report_intact", label=Text("报告未被改动", "Report intact"), kind="boolean"),
            ),
            actions=(
                Action(
                    label=Text("作出决定", "Decide"),
                    api="/applications/${application_id}/decisions",
                    fields=DECIDE,
                    level="primary",
                    permission=may.CANDIDATE_DECIDE,
                ),
                Action(
                    label=Text("重新评分", "Score again"),
                    api="/interviews/${id}/rescore",
                    permission=may.CANDIDATE_DECIDE,
                ),
            ),
        ),
        Tabs(
            tabs=(
                Tab(
                    title=Text("各维度", "Dimensions"),
                    body=(
                        Table(
                            api="/interviews/${id}/dimensions",
                            columns=(
                                Column(name="label", label=Text("维度", "Dimension")),
                                Column(
                                    name="status",
                                    label=Text("状态", "Status"),
                                    kind="choice",
                                    options=SCORED,
                                ),
                                Column(name="score", label=Text("得分", "Score"), kind="number"),
                                Column(name="band", label=Text("误差范围", "Band")),
                                Column(name="anchor", label=Text("量表描述", "Anchor")),
                                Column(name="missing", label=Text("未谈到", "Not spoken of")),
                                Column(name="weight", label=Text("权重", "Weight"), kind="integer"),
                            ),
                        ),
                    ),
                ),
                Tab(
                    title=Text("原话依据", "Evidence"),
                    body=(
                        Table(
                            api="/interviews/${id}/evidence",
                            columns=(
                                Column(name="dimension", label=Text("维度", "Dimension")),
                                Column(name="words", label=Text("原话", "Words")),
                                Column(name="why", label=Text("依据", "Why")),
                                Column(name="turn_no", label=Text("第几问", "Turn"), kind="integer"),
                                Column(name="start", label=Text("起", "From"), kind="integer"),
                                Column(name="end", label=Text("止", "To"), kind="integer"),
                            ),
                        ),
                    ),
                ),
                Tab(
                    title=Text("问答原文", "Transcript"),
                    body=(
                        Table(
                            api="/interviews/${id}/turns",
                            columns=(
                                Column(name="turn_no", label=Text("序号", "No."), kind="integer", width=60),
                                Column(name="asked", label=Text("问", "Question")),
                                Column(name="answer", label=Text("答", "Answer")),
                                Column(name="answered_at", label=Text("时间", "At"), kind="datetime"),
                            ),
                        ),
                    ),
                ),
                Tab(
                    title=Text("需人工查看", "To look at"),
                    body=(
                        Table(
                            api="/interviews/${id}/flags",
                            columns=(
                                Column(name="message", label=Text("提示", "What")),
                                Column(name="words", label=Text("原话", "Words")),
                                Column(name="question", label=Text("题目", "Question")),
                            ),
                            empty=Text("没有需要特别查看的地方。", "Nothing particular to look at."),
                        ),
                    ),
                ),
                Tab(
                    title=Text("评分版本", "Versions"),
                    body=(
                        Table(
                            api="/interviews/${id}/scores",
                            columns=(
                                Column(name="version", label=Text("版本", "Version"), kind="integer"),
                                Column(name="scorer", label=Text("评分规则", "Scorer")),
                                Column(name="match_percent", label=Text("匹配", "Match"), kind="integer"),
                                Column(name="input_digest", label=Text("输入摘要", "Input digest")),
                                Column(name="report_digest", label=Text("报告摘要", "Report digest")),
                                Column(name="created_at", label=Text("时间", "At"), kind="datetime"),
                            ),
                        ),
                    ),
                ),
            ),
        ),
    ),
)

COMPARE = Page(
    path="/compare/:id",
    title=Text("候选人比较", "Compare candidates"),
    permission=may.CANDIDATE_READ,
    body=(
        Markdown(text=HONEST),
        Table(
            api="/compare/${id}",
            columns=(
                Column(
                    name="name",
                    label=Text("姓名", "Name"),
                    link="/console/recruiting_ai/interviews/${interview_id}",
                ),
                Column(name="stage", label=Text("阶段", "Stage"), kind="choice", options=STAGES),
                Column(name="match_percent", label=Text("匹配（%）", "Match (%)"), kind="integer"),
                Column(name="match_band", label=Text("误差范围", "Band")),
                Column(name="summary", label=Text("各维度", "Dimensions")),
                Column(name="needs_person", label=Text("需人工查看", "Look at it"), kind="boolean"),
            ),
            empty=Text("还没有已评分的候选人。", "Nobody has been scored yet."),
        ),
    ),
)
