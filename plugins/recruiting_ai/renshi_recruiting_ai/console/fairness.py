"""Fairness: comparison by group, drift, tests, the model card, impact assessments."""

from __future__ import annotations

from renshi_recruiting_ai import permissions as may
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Column, Field, Markdown, Option, Tab, Table, Tabs

STATES = (
    Option(value="ok", label=Text("正常", "OK"), colour="success"),
    Option(value="watch", label=Text("关注", "Watch"), colour="warning"),
    Option(value="act", label=Text("需要处理", "Act"), colour="danger"),
    Option(value="insufficient", label=Text("数据不足", "Not enough data")),
    Option(value="reference", label=Text("基准组", "Reference"), colour="info"),
    Option(value="excluded", label=Text("占比不足 2 %", "Under 2 %")),
)
GROUPS = tuple(
    Option(value=value, label=Text(zh, en))
    for value, zh, en in (
        ("male", "男", "Male"),
        ("female", "女", "Female"),
        ("other", "其他", "Other"),
        ("under_25", "25 岁以下", "Under 25"),
        ("25_34", "25–34 岁", "25–34"),
        ("35_44", "35–44 岁", "35–44"),
        ("45_over", "45 岁及以上", "45 and over"),
        ("han", "汉族", "Han"),
        ("minority", "少数民族", "Minority"),
        ("yes", "有残疾", "Disability"),
        ("no", "无残疾", "None"),
    )
)
MEASURES = (
    Option(value="scoring", label=Text("得分高于中位数", "Scores above the median")),
    Option(value="selection", label=Text("由人推进录用", "Advanced by people")),
)
KINDS = (
    Option(value="impact", label=Text("人群差异", "Impact"), colour="info"),
    Option(value="counterfactual", label=Text("换名换性别", "Counterfactual"), colour="info"),
    Option(value="drift", label=Text("分数漂移", "Drift"), colour="info"),
)
CONCLUSIONS = (
    Option(value="go", label=Text("可以处理", "Go"), colour="success"),
    Option(value="go_with_measures", label=Text("采取措施后可以处理", "Go with measures"), colour="warning"),
    Option(value="stop", label=Text("不得处理", "Stop"), colour="danger"),
)
_MEASURE = Field(
    name="measure", label=Text("口径", "Measure"), kind="choice", options=MEASURES, default="scoring"
)
_ATTRIBUTE = Field(
    name="attribute",
    label=Text("分组", "Grouping"),
    kind="choice",
    options_api="/fairness/attributes",
    default="sex",
)
_JOB = Field(
    name="requisition_id",
    label=Text("岗位", "Job"),
    kind="choice",
    options_api="/requisitions/options",
)
_IMPACT = Tab(
    title=Text("人群差异", "Impact"),
    body=(
        Markdown(
            text=Text(
                "按候选人自愿填写、加密保存的信息汇总。“影响比”是该组比率与最高组之比：低于 0.8 且差异显著（p < 0.05）"
                "为“需要处理”，只满足一项为“关注”。少于 5 人的组不显示比率，少于 30 人不作判断。",
                "From what candidates told voluntarily, kept sealed. The impact ratio is a group's rate over the"
                " highest rate: below 0.8 and significant (p < 0.05) asks for action, one of the"
                " two for a watch. Groups under"
                " 5 show no rate; under 30 nothing is judged.",
            )
        ),
        Table(
            api="/fairness/impact",
            filters=(_MEASURE, _ATTRIBUTE, _JOB),
            columns=(
                Column(name="group", label=Text("人群", "Group"), options=GROUPS, kind="choice"),
                Column(name="people", label=Text("人数", "People"), kind="integer"),
                Column(name="chosen", label=Text("达到人数", "Chosen"), kind="integer"),
                Column(name="rate", label=Text("比率", "Rate"), kind="percent"),
                Column(name="ratio", label=Text("影响比", "Impact ratio"), kind="number", decimals=2),
                Column(name="low", label=Text("95 % 下限", "95 % low"), kind="number", decimals=2),
                Column(name="high", label=Text("95 % 上限", "95 % high"), kind="number", decimals=2),
                Column(name="p", label=Text("Fisher p", "Fisher p"), kind="number", decimals=4),
                Column(name="state", label=Text("状态", "State"), kind="choice", options=STATES),
            ),
            actions=(
                Action(
                    label=Text("保存一次测量", "Keep a measurement"),
                    api="/fairness/audits",
                    fields=(_MEASURE, _ATTRIBUTE, _JOB),
                    level="primary",
                ),
            ),
            empty=Text(
                "还没有候选人自愿填写信息，或没有已完成的面试。",
                "Nobody has told anything yet, or no interview is complete.",
            ),
        ),
    ),
)
_DRIFT = Tab(
    title=Text("分数漂移", "Drift"),
    body=(
        Table(
            title=Text("各月（与此前十二个月比较）", "By month, against the twelve before"),
            api="/fairness/drift-months",
            columns=(
                Column(name="month", label=Text("月份", "Month")),
                Column(name="family", label=Text("岗位画像", "Job profile")),
                Column(name="before", label=Text("此前场数", "Before"), kind="integer"),
                Column(name="now", label=Text("当月场数", "In the month"), kind="integer"),
                Column(name="psi", label=Text("PSI", "PSI"), kind="number", decimals=3),
                Column(name="ks", label=Text("KS 距离", "KS distance"), kind="number", decimals=3),
                Column(name="p", label=Text("p", "p"), kind="number", decimals=4),
                Column(name="state", label=Text("状态", "State"), kind="choice", options=STATES),
                Column(name="scorers", label=Text("评分版本", "Scorers"), hidden=True),
            ),
            empty=Text(
                "每月 1 日自动测量上月；还没有记录。", "Measured on the first of each month; none yet."
            ),
        ),
        Table(
            api="/fairness/drift",
            filters=(
                _JOB,
                Field(name="days", label=Text("最近天数", "Last days"), kind="integer", default=90),
            ),
            columns=(
                Column(name="before", label=Text("此前场数", "Before"), kind="integer"),
                Column(name="now", label=Text("近期场数", "Now"), kind="integer"),
                Column(
                    name="psi",
                    label=Text("PSI（0.25 以上为偏移）", "PSI (shift above 0.25)"),
                    kind="number",
                    decimals=3,
                ),
                Column(name="ks", label=Text("KS 距离", "KS distance"), kind="number", decimals=3),
                Column(name="p", label=Text("p", "p"), kind="number", decimals=4),
                Column(name="state", label=Text("状态", "State"), kind="choice", options=STATES),
            ),
            export=False,
        ),
    ),
)
_TESTS = Tab(
    title=Text("测量记录", "Measurements"),
    body=(
        Table(
            api="/fairness/audits",
            columns=(
                Column(name="made_at", label=Text("时间", "At"), kind="datetime"),
                Column(name="kind", label=Text("类型", "Kind"), kind="choice", options=KINDS),
                Column(name="state", label=Text("状态", "State"), kind="choice", options=STATES),
                Column(name="told", label=Text("结果", "Found")),
                Column(name="made_by_name", label=Text("测量人", "By")),
                Column(name="digest", label=Text("摘要", "Digest"), hidden=True),
            ),
            actions=(
                Action(
                    label=Text("换名、换性别重评测试", "Run the counterfactual test"),
                    api="/fairness/counterfactual",
                    confirm=Text(
                        "用最近的面试回答，换掉姓名、性别、年龄、籍贯等词语重新计分，比较差异。不改变任何分数。",
                        "The newest answers are scored again with names and words of sex, age and origin exchanged."
                        " No score changes.",
                    ),
                    level="primary",
                ),
            ),
            empty=Text("还没有测量过。", "Nothing has been measured yet."),
        ),
    ),
)
_CARD = Tab(
    title=Text("模型说明", "Model card"),
    body=(
        Table(
            api="/model-card",
            columns=(
                Column(name="topic", label=Text("项目", "Topic"), width=140),
                Column(name="words", label=Text("说明", "What holds")),
            ),
            actions=(
                Action(label=Text("下载 PDF", "Download the PDF"), api="/model-card/document", download=True),
            ),
            export=False,
        ),
    ),
)
_LONG = (
    ("purpose", Text("处理目的、方式与个人信息种类", "Purpose, ways, and kinds of data")),
    ("lawful", Text("是否合法、正当、必要", "Whether lawful, proper and necessary")),
    ("impact", Text("对个人权益的影响及安全风险", "Effects on people, and risks")),
    ("measures", Text("保护措施是否合法、有效并与风险相适应", "Whether protection fits the risk")),
)
_ASSESSMENTS = Tab(
    title=Text("影响评估", "Impact assessments"),
    body=(
        Markdown(
            text=Text(
                "利用个人信息进行自动化决策、处理敏感个人信息之前应当评估并记录，报告至少保存三年"
                "（《个人信息保护法》第五十五、五十六条）。",
                "Before programs help decide about people, or sensitive data is processed, the effects are assessed and"
                " recorded; the report is kept for three years at least (PIPL arts. 55, 56).",
            )
        ),
        Table(
            api="/assessments",
            columns=(
                Column(name="title", label=Text("事项", "Title")),
                Column(
                    name="conclusion", label=Text("结论", "Conclusion"), kind="choice", options=CONCLUSIONS
                ),
                *(Column(name=name, label=label, hidden=name != "measures") for name, label in _LONG),
                Column(name="review_on", label=Text("复评日期", "Review on"), kind="date"),
                Column(name="keep_until", label=Text("保存到", "Kept until"), kind="date"),
                Column(name="decided_by_name", label=Text("评估人", "By")),
                Column(name="decided_at", label=Text("时间", "At"), kind="datetime"),
            ),
            actions=(
                Action(
                    label=Text("记录一次评估", "Record an assessment"),
                    api="/assessments",
                    fields=(
                        Field(name="title", label=Text("事项", "Title"), required=True),
                        *(
                            Field(name=name, label=label, kind="textarea", required=True)
                            for name, label in _LONG
                        ),
                        Field(
                            name="conclusion",
                            label=Text("结论", "Conclusion"),
                            kind="choice",
                            required=True,
                            options=CONCLUSIONS,
                        ),
                        Field(
                            name="review_on", label=Text("复评日期", "Review on"), kind="date", required=True
                        ),
                    ),
                    permission=may.SETTINGS_EDIT,
                    level="primary",
                    size="lg",
                ),
            ),
            empty=Text(
                "还没有影响评估。启用 AI 评分前请先评估。",
                "There is none. Please assess before AI scoring is used.",
            ),
        ),
    ),
)
_PEOPLE = Tab(
    title=Text("人工调整率", "Changes by people"),
    body=(
        Table(
            api="/override-rates",
            columns=(
                Column(name="name", label=Text("决定人", "Who decides")),
                Column(name="decided", label=Text("决定数", "Decisions"), kind="integer"),
                Column(name="changed", label=Text("调整过分数", "With changes"), kind="integer"),
                Column(name="rate", label=Text("比例", "Share"), kind="percent"),
            ),
            empty=Text("还没有决定。", "Nothing has been decided yet."),
        ),
    ),
)
FAIRNESS = Page(
    path="/fairness",
    title=Text("公平性与说明", "Fairness and model card"),
    permission=may.FAIRNESS_READ,
    body=(Tabs(tabs=(_IMPACT, _DRIFT, _TESTS, _PEOPLE, _CARD, _ASSESSMENTS)),),
)
