"""Headcount plans and who is there."""

from __future__ import annotations

from typing import Literal

from renshi_core.organization.pages.parts import (
    APPROVE,
    EMPLOYMENT_TYPES,
    PLAN,
    READ,
)
from renshi_sdk.contributions import Page
from renshi_sdk.pages import (
    Action,
    Callout,
    Column,
    Detail,
    Field,
    Figure,
    Figures,
    Grid,
    Option,
    Tab,
    Table,
    Tabs,
)
from renshi_sdk.text import Text

_FLAGS = (
    Option(value="over", label=Text("超编", "Over"), colour="danger"),
    Option(value="under", label=Text("缺编", "Under"), colour="warning"),
    Option(value="met", label=Text("满编", "Met"), colour="success"),
    Option(value="unplanned", label=Text("无编制", "No plan")),
)

_RULES = (
    Option(value="off", label=Text("不控制", "Off")),
    Option(value="warn", label=Text("超编提醒", "Note it")),
    Option(value="refuse", label=Text("超编禁止", "Refuse")),
)

_STATES = (
    Option(value="draft", label=Text("草稿", "Draft")),
    Option(value="submitted", label=Text("待审批", "Submitted"), colour="info"),
    Option(value="approved", label=Text("已生效", "Approved"), colour="success"),
    Option(value="rejected", label=Text("已退回", "Sent back"), colour="danger"),
    Option(value="replaced", label=Text("已被替代", "Replaced")),
)


def _number(name: str, zh: str, en: str, kind: Literal["integer", "number"] = "integer") -> Column:
    return Column(name=name, label=Text(zh, en), kind=kind, width=80)


_COMPARED = Table(
    api="/api/headcount",
    filters=(
        Field(name="as_of", label=Text("日期", "Day"), kind="date"),
        Field(name="flag", label=Text("状态", "State"), kind="choice", options=_FLAGS),
    ),
    columns=(
        Column(name="department_name", label=Text("部门", "Department")),
        Column(name="position_title", label=Text("岗位", "Position")),
        Column(
            name="employment_type", label=Text("用工形式", "Employment"), options=EMPLOYMENT_TYPES, width=120
        ),
        _number("planned", "编制", "Places"),
        _number("actual", "在岗", "People"),
        _number("posts", "兼岗", "Posts", "number"),
        _number("pending_in", "待入", "To come"),
        _number("pending_out", "待出", "To go"),
        _number("forecast", "预计", "Forecast", "number"),
        _number("gap", "差额", "Gap", "number"),
        Column(name="flag", label=Text("状态", "State"), options=_FLAGS, width=90),
    ),
    actions=(
        Action(
            label=Text("控制方式", "Rule"),
            api="/api/headcount/rule",
            method="put",
            fields=(
                Field(
                    name="rule",
                    label=Text("入职或调动超编时", "Where there is no place"),
                    kind="choice",
                    options=_RULES,
                    required=True,
                ),
            ),
            permission=PLAN,
        ),
    ),
    empty=Text("没有编制，也没有在岗人员", "Neither places nor people"),
)

_PERIOD = (
    Field(name="title", label=Text("名称", "Title"), required=True),
    Field(name="period_from", label=Text("开始", "From"), kind="date", required=True),
    Field(name="period_to", label=Text("结束", "To"), kind="date", required=True),
)

_PLANS = Table(
    api="/api/headcount/plans",
    columns=(
        Column(name="title", label=Text("方案", "Plan"), link="/console/core/headcount/${id}"),
        Column(name="version", label=Text("版本", "Version"), kind="integer", width=70),
        Column(name="period_from", label=Text("自", "From"), kind="date", width=110),
        Column(name="period_to", label=Text("至", "To"), kind="date", width=110),
        _number("planned", "编制", "Places"),
        Column(name="state", label=Text("状态", "State"), options=_STATES, width=100),
        Column(name="submitted_by", label=Text("提交人", "Submitted by"), width=110),
        Column(name="decided_by", label=Text("审批人", "Decided by"), width=110),
    ),
    actions=(
        Action(
            label=Text("新建方案", "New plan"),
            api="/api/headcount/plans",
            fields=_PERIOD,
            level="primary",
            permission=PLAN,
        ),
    ),
    row_actions=(
        Action(
            label=Text("复制为新版本", "New version"),
            api="/api/headcount/plans",
            fields=(
                *_PERIOD,
                Field(name="copy_of", label=Text("复制自", "Copy of"), kind="hidden", default="${id}"),
            ),
            level="link",
            permission=PLAN,
        ),
    ),
    empty=Text("还没有编制方案，请新建一个", "No plan yet; create the first one"),
)


PAGES = (
    Page(
        path="/headcount",
        title=Text("编制", "Headcount plan"),
        permission=READ,
        body=(
            Figures(
                api="/api/headcount",
                figures=(
                    Figure(name="planned_total", label=Text("编制", "Places")),
                    Figure(name="actual_total", label=Text("在岗", "People")),
                    Figure(name="posts_total", label=Text("兼岗折算", "Second posts"), kind="number"),
                ),
            ),
            Tabs(
                tabs=(
                    Tab(title=Text("编制与在岗", "Places and people"), body=(_COMPARED,)),
                    Tab(title=Text("编制方案", "Plans"), body=(_PLANS,)),
                    Tab(
                        title=Text("集团汇总", "Group"),
                        permission=APPROVE,
                        body=(
                            Table(
                                api="/api/headcount/group",
                                columns=(
                                    Column(name="name", label=Text("公司", "Company")),
                                    _number("planned", "编制", "Places"),
                                    _number("actual", "在岗", "People"),
                                    _number("posts", "兼岗", "Posts", "number"),
                                    _number("gap", "差额", "Gap", "number"),
                                ),
                            ),
                        ),
                    ),
                )
            ),
        ),
    ),
    Page(
        path="/headcount/:id",
        title=Text("编制方案", "Headcount plan"),
        permission=READ,
        body=(
            Detail(
                api="/api/headcount/plans/${id}",
                columns=(
                    Column(name="title", label=Text("方案", "Plan")),
                    Column(name="version", label=Text("版本", "Version"), kind="integer"),
                    Column(name="state", label=Text("状态", "State"), options=_STATES),
                    Column(name="period_from", label=Text("自", "From"), kind="date"),
                    Column(name="period_to", label=Text("至", "To"), kind="date"),
                    Column(name="comment", label=Text("审批意见", "Comment")),
                ),
                actions=(
                    Action(
                        label=Text("提交审批", "Submit"),
                        api="/api/headcount/plans/${id}/submit",
                        level="primary",
                        visible_when="state == 'draft'",
                        permission=PLAN,
                        done=Text("已提交", "Submitted"),
                    ),
                    Action(
                        label=Text("批准", "Approve"),
                        api="/api/headcount/plans/${id}/approve",
                        fields=(Field(name="comment", label=Text("意见", "Comment")),),
                        level="primary",
                        visible_when="state == 'submitted'",
                        permission=APPROVE,
                    ),
                    Action(
                        label=Text("退回", "Send back"),
                        api="/api/headcount/plans/${id}/reject",
                        fields=(Field(name="comment", label=Text("意见", "Comment"), required=True),),
                        level="danger",
                        visible_when="state == 'submitted'",
                        permission=APPROVE,
                    ),
                ),
            ),
            Callout(
                text=Text(
                    "每行为一个部门（可细到岗位和用工形式）的编制人数；岗位留空表示该部门全部岗位。只有草稿可以修改。",
                    "A row counts the places of a department, down to position and kind of employment; no position"
                    " means all of them. Only a draft can change.",
                ),
            ),
            Grid(
                api="/api/headcount/plans/${id}/grid",
                save_api="/api/headcount/plans/${id}/grid",
                columns=(),
                inputs=(
                    Field(
                        name="department_id",
                        label=Text("部门", "Department"),
                        kind="department",
                        required=True,
                    ),
                    Field(name="position_id", label=Text("岗位", "Position"), kind="position"),
                    Field(
                        name="employment_type",
                        label=Text("用工形式", "Employment"),
                        kind="choice",
                        options=EMPLOYMENT_TYPES,
                    ),
                    Field(name="planned", label=Text("编制人数", "Places"), kind="integer", required=True),
                ),
                permission=PLAN,
                add=True,
                remove=True,
                empty=Text("还没有编制行，请增加一行", "No line yet; add one"),
            ),
        ),
    ),
)
