"""Reorganisations: list, guide, preview."""

from __future__ import annotations

from renshi_core.organization.pages.parts import (
    REASON,
    REORGANISE,
)
from renshi_core.organization.reorganisation import Steps as ReorganisationSteps
from renshi_sdk.contributions import Page
from renshi_sdk.pages import (
    Action,
    Callout,
    Column,
    Detail,
    Field,
    Option,
    Section,
    Table,
    Wizard,
    WizardStep,
)
from renshi_sdk.text import Text

_KINDS = (
    Option(value="founded", label=Text("新设部门", "Founded"), colour="success"),
    Option(value="closed", label=Text("撤销部门", "Closed"), colour="danger"),
    Option(value="renamed", label=Text("更名", "Renamed"), colour="info"),
    Option(value="moved", label=Text("上级变更", "Moved"), colour="info"),
    Option(value="people", label=Text("人员划转", "People"), colour="warning"),
    Option(value="planned", label=Text("待生效变动", "Planned changes")),
    Option(value="posts", label=Text("兼岗与借调", "Second posts")),
    Option(value="positions", label=Text("岗位归属", "Positions")),
    Option(value="lines", label=Text("编制行", "Plan lines")),
    Option(value="grants", label=Text("角色数据范围", "Scopes of roles")),
    Option(value="approvers", label=Text("待办审批人", "Waiting approvals")),
)

_REORGANISATION_STATES = (
    Option(value="draft", label=Text("草稿", "Draft")),
    Option(value="applied", label=Text("已执行", "Applied"), colour="success"),
    Option(value="undone", label=Text("已撤销", "Undone")),
)


PAGES = (
    Page(
        path="/reorganisations",
        title=Text("组织重组", "Reorganisations"),
        permission=REORGANISE,
        body=(
            Table(
                api="/api/reorganisations",
                columns=(
                    Column(
                        name="title", label=Text("重组", "Title"), link="/console/core/reorganisations/${id}"
                    ),
                    Column(
                        name="effective_on", label=Text("生效日期", "Effective on"), kind="date", width=120
                    ),
                    Column(
                        name="state", label=Text("状态", "State"), options=_REORGANISATION_STATES, width=100
                    ),
                    Column(name="changed_by", label=Text("拟定人", "Drawn up by"), width=120),
                    Column(name="applied_by", label=Text("执行人", "Applied by"), width=120),
                ),
                actions=(
                    Action(
                        label=Text("新建重组", "New"),
                        link="/console/core/reorganisations/new",
                        level="primary",
                    ),
                ),
                empty=Text(
                    "还没有重组。合并、拆分、划转、更名、撤销可在一次操作中完成，执行前可预览全部影响",
                    "None yet. Merge, split, move, rename and abolish as one operation, with a preview of all effects",
                ),
            ),
        ),
    ),
    Page(
        path="/reorganisations/new",
        title=Text("新建重组", "New reorganisation"),
        permission=REORGANISE,
        body=(
            Wizard(
                api="/api/reorganisations",
                steps=(
                    WizardStep(
                        title=Text("名称与日期", "Title and day"),
                        fields=(
                            Field(name="title", label=Text("名称", "Title"), required=True),
                            Field(
                                name="effective_on",
                                label=Text("生效日期", "Effective on"),
                                kind="date",
                                required=True,
                                help=Text(
                                    "可为将来日期，到日自动生效", "a day to come takes effect by itself"
                                ),
                            ),
                        ),
                    ),
                    WizardStep(
                        title=Text("调整内容", "Steps"),
                        schema=ReorganisationSteps,
                        text=Text(
                            "按顺序执行；保存后先预览，不会立即生效。",
                            "Worked off in order. Saved as a draft with a preview; nothing happens yet.",
                        ),
                    ),
                ),
                submit=Text("保存并预览", "Save and preview"),
                redirect="/console/core/reorganisations/${id}",
            ),
        ),
    ),
    Page(
        path="/reorganisations/:id",
        title=Text("重组预览", "Reorganisation"),
        permission=REORGANISE,
        body=(
            Detail(
                api="/api/reorganisations/${id}",
                columns=(
                    Column(name="title", label=Text("重组", "Title")),
                    Column(name="effective_on", label=Text("生效日期", "Effective on"), kind="date"),
                    Column(name="state", label=Text("状态", "State"), options=_REORGANISATION_STATES),
                    Column(name="applied_by", label=Text("执行人", "Applied by")),
                    Column(name="applied_at", label=Text("执行时间", "Applied at"), kind="datetime"),
                ),
                actions=(
                    Action(
                        label=Text("执行", "Apply"),
                        api="/api/reorganisations/${id}/apply",
                        level="primary",
                        visible_when="state == 'draft' && !(blockers && blockers.length)",
                        confirm=Text(
                            "将按预览执行全部调整，确定？", "Everything in the preview will happen. Apply?"
                        ),
                        done=Text("已执行", "Applied"),
                    ),
                    Action(
                        label=Text("撤销重组", "Undo"),
                        api="/api/reorganisations/${id}/undo",
                        fields=(REASON,),
                        level="danger",
                        visible_when="state == 'applied'",
                    ),
                ),
            ),
            Callout(
                api="/api/reorganisations/${id}",
                level="danger",
                visible_when="blockers && blockers.length",
                text=Text("不能执行：${blockers}", "It can't be applied: ${blockers}"),
            ),
            Section(
                title=Text("影响", "Effects"),
                body=(
                    Table(
                        api="/api/reorganisations/${id}/effects",
                        columns=(
                            Column(name="kind", label=Text("影响", "Effect"), options=_KINDS, width=130),
                            Column(name="name", label=Text("部门", "Department")),
                            Column(name="from", label=Text("原", "From")),
                            Column(name="to", label=Text("新", "To")),
                            Column(name="count", label=Text("数量", "Count"), kind="integer", width=90),
                        ),
                        empty=Text("没有任何影响", "No effect at all"),
                    ),
                ),
            ),
        ),
    ),
)
