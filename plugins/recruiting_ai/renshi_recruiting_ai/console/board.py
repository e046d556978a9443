"""The board of candidates and their ranking."""

from __future__ import annotations

from renshi_recruiting_ai import permissions as may
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import (
    Action,
    Board,
    Column,
    Detail,
    Field,
    Markdown,
    Option,
    Table,
)

FORMULA = Text(
    "排序只是阅读顺序：匹配＝技能覆盖、经验年限与工作内容相似度按比例相加，硬性条件不符或待核实会降低分数，"
    "不是录用概率。姓名、性别、年龄、籍贯、婚育、民族、照片、住址、院校不参与计算。没有任何自动淘汰。",
    "The order is an order to read in: skills, years and likeness by their shares, less where a"
    " must-have is not met or "
    "unknown. It is no probability. Name, sex, age, origin, family, ethnicity, photo, address and school"
    " have no part in "
    "it, and nobody is rejected by it.",
)

MUSTS = (
    Option(value="met", label=Text("符合", "Met"), colour="success"),
    Option(value="unknown", label=Text("待核实", "To check"), colour="warning"),
    Option(value="not_met", label=Text("不符", "Not met"), colour="danger"),
)

READ_STATES = (
    Option(value="waiting", label=Text("待读取", "Waiting"), colour="info"),
    Option(value="read", label=Text("已读取", "Read"), colour="success"),
    Option(value="refused", label=Text("未读取", "Refused"), colour="danger"),
    Option(value="not_analysed", label=Text("未分析", "Not analysed"), colour="warning"),
)

REASON = Field(
    name="reason",
    label=Text("理由（录用、未通过时必填）", "Reason (needed for offer and rejection)"),
    kind="textarea",
)

LETTER = Field(
    name="message",
    label=Text("同时发送消息", "Send a letter too"),
    kind="choice",
    options_api="/letters/options",
)

BULK = (
    Field(
        name="stage_id",
        label=Text("移到", "To"),
        kind="choice",
        required=True,
        options_api="/requisitions/${id}/stages",
    ),
    REASON,
    LETTER,
)

MATCH_COLUMNS = (
    Column(
        name="name",
        label=Text("姓名", "Name"),
        link="/console/recruiting_ai/candidates/${application_id}",
    ),
    Column(name="score", label=Text("简历匹配", "Match"), kind="number", sortable=True, decimals=1),
    Column(name="must_haves", label=Text("硬性条件", "Must-haves"), kind="choice", options=MUSTS),
    Column(name="told", label=Text("经历体现的技能", "Skills told")),
    Column(name="missing", label=Text("未体现", "Missing")),
    Column(name="years", label=Text("年限", "Years"), kind="number", sortable=True, decimals=1),
    Column(name="degree", label=Text("学历", "Degree")),
    Column(name="city", label=Text("意向城市", "City")),
    Column(name="stage_title", label=Text("阶段", "Stage")),
    Column(name="flagged", label=Text("异常文字", "Flags"), kind="integer"),
    Column(name="formula", label=Text("算式", "Formula"), hidden=True),
    Column(name="scorer", label=Text("排序规则", "Scorer"), hidden=True),
)

BOARD = Page(
    path="/board/:id",
    title=Text("招聘看板", "Hiring board"),
    permission=may.CANDIDATE_READ,
    body=(
        Detail(
            api="/requisitions/${id}",
            columns=(
                Column(name="title", label=Text("岗位", "Job")),
                Column(name="headcount", label=Text("需求人数", "Wanted"), kind="integer"),
                Column(name="headcount_note", label=Text("编制", "Headcount")),
            ),
            actions=(
                Action(label=Text("简历排序", "Ranking"), link="/console/recruiting_ai/ranking/${id}"),
                Action(label=Text("候选人比较", "Compare"), link="/console/recruiting_ai/compare/${id}"),
            ),
        ),
        Board(
            api="/requisitions/${id}/cards",
            group="stage_id",
            stages_api="/requisitions/${id}/columns",
            card=(
                Column(name="name", label=Text("姓名", "Name")),
                Column(name="subtitle", label=Text("概况", "About")),
                Column(name="detail", label=Text("匹配", "Match")),
                Column(name="next_action", label=Text("下一步", "Next")),
                Column(name="waits", label=Text("停留", "Waiting")),
                Column(name="late", label=Text("提醒", "Note")),
            ),
            link="/console/recruiting_ai/candidates/${id}",
            move=Action(
                label=Text("移动", "Move"),
                api="/applications/${id}/move",
                fields=(REASON, LETTER),
                permission=may.CANDIDATE_DECIDE,
            ),
        ),
    ),
)

RANKING = Page(
    path="/ranking/:id",
    title=Text("简历排序", "Résumé ranking"),
    permission=may.CANDIDATE_READ,
    body=(
        Markdown(text=FORMULA),
        Table(
            api="/requisitions/${id}/ranking",
            columns=MATCH_COLUMNS,
            filters=(
                Field(name="q", label=Text("姓名", "Name")),
                Field(name="must_haves", label=Text("硬性条件", "Must-haves"), kind="choice", options=MUSTS),
                Field(name="city", label=Text("意向城市", "City")),
            ),
            actions=(
                Action(
                    label=Text("按最新规则重新匹配", "Match again"),
                    api="/requisitions/${id}/rematch",
                    permission=may.CANDIDATE_DECIDE,
                ),
            ),
            empty=Text("还没有已匹配的简历。", "No résumé has been matched yet."),
        ),
    ),
)
