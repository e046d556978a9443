"""Quality of hire: what the interview foretold, in words, intervals and proposals of weights."""

from __future__ import annotations

from renshi_recruiting_ai import permissions as may
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import (
    Action,
    Callout,
    Chart,
    Column,
    Field,
    Figure,
    Figures,
    Markdown,
    Option,
    Tab,
    Table,
    Tabs,
)

VERDICTS = (
    Option(value="found", label=Text("有关联", "Found"), colour="success"),
    Option(value="not_found", label=Text("未发现", "Not found")),
    Option(value="not_enough_data", label=Text("数据不足", "Not enough data"), colour="warning"),
)
PREDICTORS = (
    Option(value="dimension", label=Text("面试维度", "Dimension"), colour="info"),
    Option(value="match", label=Text("岗位匹配", "Match"), colour="info"),
    Option(value="channel", label=Text("渠道", "Channel")),
    Option(value="course", label=Text("课程", "Course")),
)
STATES = (
    Option(value="open", label=Text("待决定", "Open"), colour="warning"),
    Option(value="accepted", label=Text("已采纳", "Accepted"), colour="success"),
    Option(value="refused", label=Text("未采纳", "Refused")),
    Option(value="superseded", label=Text("已被取代", "Superseded")),
)
_FILTERS = (
    Field(name="job", label=Text("岗位", "Job"), kind="choice", options_api="/quality/jobs"),
    Field(
        name="outcome", label=Text("入职后的结果", "Outcome"), kind="choice", options_api="/quality/outcomes"
    ),
    Field(name="predictor", label=Text("比较什么", "Compared"), kind="choice", options=PREDICTORS),
    Field(name="verdict", label=Text("结论", "Answer"), kind="choice", options=VERDICTS),
)
_HOW = Text(
    "- 这里回答：面试时得分高的人，入职后是不是真的更好。结果取每人入职第一年的考试、出勤、留任等数据。\n"
    "- “关联强度”在 −1 到 1 之间：0 表示没有关系，0.1 很弱，0.3 中等，0.5 很强。“区间”是把握范围：真实值有 95 % "
    "的把握落在其中；区间越宽，说明人数越少，越不能下结论。\n"
    "- 一次比较很多项，总会碰巧出现“好看”的结果，所以结论已按比较次数校正（校正 p 小于 0.05 才算“有关联”）。\n"
    "- 只有被录用的人才有结果，而他们正是按这些分数挑出来的，分数差别变小，看到的关联会偏弱。“全体应聘者估计”"
    "是按此修正后的数，仅供参考。\n"
    "- “数据不足”是正常的回答。有关联不等于有因果；权重由人决定是否调整。",
    "- The question: do people who did well in the interview do better afterwards? Outcomes are exams, attendance and"
    " staying, of everybody's own first year.\n"
    "- Strength runs from −1 to 1: 0 is no relation, 0.1 weak, 0.3 middling, 0.5 strong. The interval is how far it"
    " can be"
    " off: the true value lies in it with 95 % confidence. A wide one means few people and no conclusion.\n"
    "- Among many comparisons some look good by chance, so answers are corrected for their number (“found” needs a"
    " corrected p below 0.05).\n"
    "- Only people who were hired have outcomes, and they were chosen by these very scores: what is seen among them is"
    " weaker than among all applicants. The estimate for all applicants undoes that, and is a hint.\n"
    "- “Not enough data” is a proper answer. A relation is no cause; people decide about weights.",
)
_REASON = Field(
    name="reason", label=Text("理由（将永久保存）", "Why (kept for good)"), kind="textarea", required=True
)
_AGAIN = Action(
    label=Text("重新计算", "Compute now"),
    api="/quality/runs",
    level="primary",
    done=Text("已开始计算，完成后刷新即可看到", "Started; reload when it is done"),
)
_ANSWERS = Tab(
    title=Text("结论", "Answers"),
    body=(
        Table(
            api="/quality/relations",
            filters=_FILTERS,
            columns=(
                Column(name="job_title", label=Text("岗位", "Job"), width=100),
                Column(name="predictor_title", label=Text("比较项", "What"), width=120),
                Column(name="outcome_title", label=Text("入职后的结果", "Outcome"), width=130),
                Column(
                    name="verdict", label=Text("结论", "Answer"), kind="choice", options=VERDICTS, width=90
                ),
                Column(name="says", label=Text("说明", "In words")),
                Column(name="hires", label=Text("人数", "People"), kind="integer", sortable=True, width=70),
                Column(name="r", label=Text("关联强度", "Strength"), kind="number", decimals=2, width=90),
                Column(name="interval", label=Text("95 % 区间", "95 % interval"), width=120),
                Column(name="q", label=Text("校正 p", "Corrected p"), kind="number", decimals=4, hidden=True),
                Column(name="p", label=Text("p", "p"), kind="number", decimals=4, hidden=True),
                Column(
                    name="r_applicants",
                    label=Text("全体应聘者估计", "Among all applicants"),
                    kind="number",
                    decimals=2,
                    hidden=True,
                ),
                Column(
                    name="spread_ratio",
                    label=Text("应聘者与入职者分数离散比", "Spread of applicants over hires"),
                    kind="number",
                    decimals=2,
                    hidden=True,
                ),
            ),
            actions=(_AGAIN,),
            empty=Text("还没有可比较的数据。", "There is nothing to compare yet."),
        ),
    ),
)
_INTERVALS = Tab(
    title=Text("区间图", "Intervals"),
    body=(
        Markdown(
            text=Text(
                "每条横杠是一项比较的 95 % 区间，中间的竖线是关联强度。横杠越过 0 线，就还不能说有关系。最多显示 24"
                " 项。",
                "Each bar is the 95 % interval of a comparison, the line in it its strength. A bar across the line"
                " of 0 says"
                " nothing yet. At most 24 are drawn.",
            )
        ),
        Chart(
            api="/quality/intervals",
            kind="interval",
            x="name",
            y=("r", "low", "high"),
            labels=(Text("关联强度", "Strength"), Text("下限", "Low"), Text("上限", "High")),
            filters=_FILTERS[:3],
            horizontal=True,
        ),
    ),
)
_WEIGHTS = Tab(
    title=Text("权重建议", "Proposed weights"),
    body=(
        Markdown(
            text=Text(
                "建议只按“有关联”的维度谨慎移动（取区间下限），其余不变。采纳后生成岗位画像的新版本，用于此后新开的"
                "招聘需求；"
                "已有面试保持原来的权重和分数，确需时可在面试报告中按新版本重新评分，旧分数保留。",
                "A proposal moves only what was found, by the cautious end of its interval. Accepting makes a new"
                " version of"
                " the job profile, used by requisitions opened from then on. Interviews that are there keep their"
                " weights and"
                " scores; a report can be scored again under the new version, and the old score is kept.",
            )
        ),
        Table(
            api="/quality/proposals",
            filters=(Field(name="state", label=Text("状态", "State"), kind="choice", options=STATES),),
            columns=(
                Column(name="profile_title", label=Text("岗位画像", "Job profile"), width=120),
                Column(name="outcome_title", label=Text("依据的结果", "By outcome"), width=130),
                Column(
                    name="changes", label=Text("权重变化（展开看依据）", "Changes (open for why)"), width=300
                ),
                Column(name="hires", label=Text("人数", "People"), kind="integer", width=70),
                Column(name="state", label=Text("状态", "State"), kind="choice", options=STATES, width=90),
                Column(name="reason", label=Text("理由", "Why")),
                Column(name="decided_by_name", label=Text("决定人", "By"), width=90),
                Column(name="decided_at", label=Text("时间", "At"), kind="datetime", hidden=True),
                Column(name="new_version", label=Text("新版本", "New version"), kind="integer", hidden=True),
            ),
            row_actions=(
                Action(
                    label=Text("采纳", "Accept"),
                    api="/quality/proposals/${id}/accept",
                    fields=(_REASON,),
                    permission=may.PROFILE_EDIT,
                    visible_when="state == 'open'",
                    level="primary",
                    done=Text("已生成岗位画像新版本", "A new version of the profile is there"),
                ),
                Action(
                    label=Text("不采纳", "Refuse"),
                    api="/quality/proposals/${id}/refuse",
                    fields=(_REASON,),
                    permission=may.PROFILE_EDIT,
                    visible_when="state == 'open'",
                ),
            ),
            expand=(
                Table(
                    api="/quality/proposals/${id}/weights",
                    columns=(
                        Column(name="label", label=Text("维度", "Dimension")),
                        Column(name="before", label=Text("现权重", "Now"), kind="integer"),
                        Column(name="after", label=Text("建议权重", "Proposed"), kind="integer"),
                        Column(name="verdict", label=Text("结论", "Answer"), kind="choice", options=VERDICTS),
                        Column(name="r", label=Text("关联强度", "Strength"), kind="number", decimals=2),
                        Column(name="interval", label=Text("95 % 区间", "95 % interval")),
                    ),
                    export=False,
                ),
            ),
            empty=Text(
                "没有建议：还没有发现可靠的关联。",
                "No proposals: nothing that can be relied on was found yet.",
            ),
        ),
    ),
)
_RUNS = Tab(
    title=Text("历次计算", "Runs"),
    body=(
        Table(
            api="/quality/runs",
            columns=(
                Column(name="made_at", label=Text("时间", "At"), kind="datetime"),
                Column(name="made_by_name", label=Text("发起人", "By")),
                Column(name="hires", label=Text("入职者", "Hires"), kind="integer"),
                Column(name="interviews", label=Text("已评分面试", "Scored interviews"), kind="integer"),
                Column(name="compared", label=Text("比较项", "Comparisons"), kind="integer"),
                Column(name="tested", label=Text("数据足够", "With data"), kind="integer"),
                Column(name="found", label=Text("有关联", "Found"), kind="integer"),
                Column(name="digest", label=Text("摘要", "Digest"), hidden=True),
            ),
            empty=Text("还没有计算过。", "Nothing has been computed yet."),
        ),
    ),
)
_EXPLAINED = Tab(title=Text("怎么看", "How to read this"), body=(Markdown(text=_HOW),))
QUALITY = Page(
    path="/quality",
    title=Text("招聘质量", "Quality of hire"),
    permission=may.QUALITY_READ,
    body=(
        Callout(text=Text("${said}", "${said}"), api="/quality"),
        Figures(
            api="/quality",
            figures=(
                Figure(name="hires", label=Text("入职者", "Hires")),
                Figure(name="interviews", label=Text("已评分面试", "Scored interviews")),
                Figure(name="tested", label=Text("数据足够的比较", "Comparisons with data")),
                Figure(name="found", label=Text("有关联", "Found")),
            ),
        ),
        Tabs(tabs=(_ANSWERS, _INTERVALS, _WEIGHTS, _RUNS, _EXPLAINED)),
    ),
)
