"""Calibration: how far people and scorer agree, what scores rest on, and what a person puts to use."""

from __future__ import annotations

from renshi_recruiting_ai import permissions as may
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Chart, Column, Field, Markdown, Option, Tab, Table, Tabs

STANDS = (
    Option(value="uncalibrated", label=Text("未校准", "Uncalibrated"), colour="warning"),
    Option(value="calibrated", label=Text("已校准", "Calibrated"), colour="success"),
    Option(
        value="outdated",
        label=Text("规则已更新，请重新校准", "Rules changed: calibrate again"),
        colour="danger",
    ),
)
STATES = (
    Option(value="ready", label=Text("可启用", "Ready"), colour="info"),
    Option(value="active", label=Text("使用中", "In use"), colour="success"),
    Option(value="retired", label=Text("已停用", "Retired")),
    Option(value="refused", label=Text("未达标", "Refused"), colour="danger"),
)
METHODS = (
    Option(value="linear", label=Text("直线", "Linear")),
    Option(value="isotonic", label=Text("保序", "Isotonic")),
)
_REASON = Field(name="reason", label=Text("理由", "Why"), kind="textarea", required=True)
_ABOUT = Text(
    "程序按规则打分，误差只能靠贵公司自己的评分来核对。请两名评审在不看程序得分的情况下，各自给同一批回答打分；"
    "同一岗位满 200 条双评后即可校准。QWK 是一致性：1 为完全一致，0 相当于随机。启用条件：与人工的一致性不低于 0.5，"
    "且不低于两名评审之间的八成；各人群差异检查通过。是否启用由人决定，已有分数不变。",
    "The rules' error can only be checked by your own people's marks. Have two people mark the same answers, each"
    " alone and"
    " before they see the program's scores; from 200 double-marked answers of a job on, its scores can be"
    " calibrated. QWK"
    " is agreement: 1 always, 0 as often as chance. To be used, it takes an agreement with people of 0.5, four"
    " fifths of"
    " what two people reach, and groups treated alike. A person decides; scores that are there stay.",
)


def _measured(*more: Column) -> tuple[Column, ...]:
    return (
        Column(name="title", label=Text("岗位画像", "Job profile"), width=110),
        Column(name="version", label=Text("版本", "Version"), kind="integer", width=60),
        Column(name="state", label=Text("状态", "State"), kind="choice", options=STATES, width=90),
        Column(name="answers", label=Text("双评回答", "Double marks"), kind="integer"),
        Column(name="people_kappa", label=Text("人与人 QWK", "QWK of people"), kind="number", decimals=2),
        Column(name="scorer_kappa", label=Text("程序与人 QWK", "QWK with people"), kind="number", decimals=2),
        Column(
            name="scorer_kappa_raw", label=Text("规则 QWK", "QWK of the rules"), kind="number", decimals=2
        ),
        Column(name="band", label=Text("误差范围 ±", "Band ±"), kind="number", decimals=1),
        *more,
        Column(name="why", label=Text("启用条件", "Conditions")),
        Column(name="reason", label=Text("理由", "Why"), hidden=True),
        Column(name="decided_by_name", label=Text("决定人", "By"), hidden=True),
        Column(name="made_at", label=Text("时间", "At"), kind="datetime", hidden=True),
    )


def _decide(path: str) -> tuple[Action, ...]:
    return (
        Action(
            label=Text("启用", "Use it"),
            api=f"/{path}/${{id}}/activate",
            fields=(_REASON,),
            permission=may.PROFILE_EDIT,
            visible_when="state == 'ready' || state == 'retired'",
            level="primary",
        ),
        Action(
            label=Text("停用", "Retire"),
            api=f"/{path}/${{id}}/retire",
            fields=(_REASON,),
            permission=may.PROFILE_EDIT,
            visible_when="state == 'active'",
        ),
    )


_FAMILIES = Tab(
    title=Text("各岗位", "Job families"),
    body=(
        Markdown(text=_ABOUT),
        Table(
            api="/calibration/families",
            columns=(
                Column(name="title", label=Text("岗位画像", "Job profile")),
                Column(name="marked", label=Text("已评回答", "Marked answers"), kind="integer"),
                Column(name="doubled", label=Text("双评回答", "Double-marked"), kind="integer"),
                Column(name="share", label=Text("距 200 条", "Towards 200"), kind="progress"),
                Column(name="state", label=Text("状态", "State"), kind="choice", options=STANDS),
                Column(name="calibration", label=Text("使用中的校准", "Calibration in use")),
                Column(name="judge", label=Text("使用中的评分模型（双评数）", "Judge in use (marks)")),
            ),
            row_actions=(
                Action(
                    label=Text("计算校准", "Calibrate"),
                    api="/profiles/${id}/calibrations",
                    permission=may.PROFILE_EDIT,
                    visible_when="doubled >= 200",
                    level="primary",
                    done=Text("已开始，完成后见“校准版本”", "Started; see Calibrations when it is done"),
                ),
                Action(
                    label=Text("学习评分模型", "Learn a judge"),
                    api="/profiles/${id}/judges",
                    permission=may.PROFILE_EDIT,
                    visible_when="doubled >= 200 && judged_questions > 0",
                    done=Text("已开始，完成后见“评分模型”", "Started; see Judges when it is done"),
                ),
            ),
            export=False,
        ),
    ),
)
_VERSIONS = Tab(
    title=Text("校准版本", "Calibrations"),
    body=(
        Table(
            api="/calibrations",
            columns=_measured(
                Column(name="method", label=Text("方法", "Method"), kind="choice", options=METHODS),
                Column(name="people", label=Text("评分人数", "People"), kind="integer", hidden=True),
            ),
            row_actions=_decide("calibrations"),
            expand=(
                Chart(
                    api="/calibrations/${id}/reliability",
                    kind="line",
                    x="said",
                    y=("people", "ideal"),
                    labels=(Text("人工平均分", "People's mean"), Text("完全一致", "Perfect agreement")),
                    title=Text("校准后得分与人工平均分", "Calibrated points against people's mean"),
                ),
            ),
            empty=Text("还没有校准。分数按未校准的规则给出。", "None yet: the rules score uncalibrated."),
        ),
    ),
)
_JUDGES = Tab(
    title=Text("评分模型", "Judges"),
    body=(
        Markdown(
            text=Text(
                "对有标准答案的题目（案例、知识），可由贵公司的双评分数学习评分模型：只看回答、参考答案和人工分数，"
                "不看是谁。模型文件按 SHA-256 固定；分数旁注明由多少条评分学得，并附原话。未安装组件或未启用时按规则"
                "评分。",
                "For questions with a right answer (cases, knowledge) a judge can be learned from your people's"
                " double marks. It"
                " sees answers, model answers and marks, not who answered; its file is pinned by SHA-256, and its"
                " marks name how"
                " many it was learned from, with the words they rest on. Without it the rules score.",
            )
        ),
        Table(
            api="/judges",
            columns=_measured(
                Column(name="questions", label=Text("题目", "Questions"), hidden=True),
                Column(name="sha256", label=Text("SHA-256", "SHA-256"), hidden=True),
            ),
            row_actions=_decide("judges"),
            empty=Text("还没有评分模型，按规则评分。", "There is none: the rules score."),
        ),
    ),
)
CALIBRATION = Page(
    path="/calibration",
    title=Text("评分校准", "Calibration"),
    permission=may.FAIRNESS_READ,
    body=(Tabs(tabs=(_FAMILIES, _VERSIONS, _JUDGES)),),
)
