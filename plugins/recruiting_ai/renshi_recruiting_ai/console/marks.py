"""Marking answers blind: questions, answers and scales, without scores and without a name."""

from __future__ import annotations

from renshi_recruiting_ai import permissions as may
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Column, Field, Grid, Markdown

MARKS = Page(
    path="/marks/:id",
    title=Text("给回答打分", "Mark the answers"),
    permission=may.CANDIDATE_DECIDE,
    body=(
        Markdown(
            text=Text(
                "只看回答，按量表打 0 至 10 分，并写明依据。这里不显示姓名和程序的得分；提交后不能修改。",
                "Go by the answer alone: 0 to 10 on the scale, and what it rests on. Neither the name nor the program's"
                " scores are shown; what is handed in can't be changed.",
            )
        ),
        Grid(
            api="/interviews/${id}/marks/mine",
            columns=(
                Column(name="asked", label=Text("题目", "Question"), width=200),
                Column(name="answer", label=Text("回答", "Answer")),
                Column(name="competency", label=Text("维度", "Competency"), width=100),
                Column(name="scale", label=Text("量表", "Scale"), width=220),
            ),
            inputs=(
                Field(name="mark", label=Text("评分", "Mark"), kind="integer", required=True),
                Field(name="words", label=Text("依据", "Why")),
            ),
            save_api="/interviews/${id}/marks",
            method="post",
            permission=may.CANDIDATE_DECIDE,
            empty=Text("没有可评的回答。", "There is no answer to mark."),
        ),
    ),
)
