"""The report for a works council."""

from __future__ import annotations

from renshi_recruiting_ai import permissions as may
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Column, Field, Markdown, Table

_DAYS = (
    Field(name="first", label=Text("自", "From"), kind="date"),
    Field(name="last", label=Text("至", "Until"), kind="date"),
)
COUNCIL = Page(
    path="/council-report",
    title=Text("AI 使用情况报告", "Report on AI in recruiting"),
    permission=may.FAIRNESS_READ,
    body=(
        Markdown(
            text=Text(
                "供工会、职工代表大会或监管部门审阅：分析什么、权重、版本、人的决定与调整、申诉。只有汇总数，"
                "少于 5 人的不列出；默认最近十二个月。",
                "For a works council or an authority: what is analysed, weights, versions, what people decided and"
                " changed, appeals. Totals alone, nothing of fewer than five; by default the last twelve months.",
            )
        ),
        Table(
            api="/council-report",
            columns=(
                Column(name="topic", label=Text("项目", "Topic"), width=180),
                Column(name="words", label=Text("内容", "What holds")),
            ),
            filters=_DAYS,
            actions=(
                Action(
                    label=Text("下载 PDF", "Download the PDF"),
                    api="/council-report/document",
                    fields=_DAYS,
                    download=True,
                    level="primary",
                ),
            ),
            export=False,
        ),
    ),
)
