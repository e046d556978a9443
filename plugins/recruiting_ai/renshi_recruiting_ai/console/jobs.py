"""Requisitions and job profiles."""

from __future__ import annotations

from renshi_recruiting_ai import permissions as may
from renshi_recruiting_ai.console.bank import INTENTS
from renshi_recruiting_ai.console.choices import STATES
from renshi_recruiting_ai.profiles.question_forms import QuestionForm
from renshi_recruiting_ai.profiles.schemas import CompetenciesForm, ScreeningForm
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Column, Detail, Field, Form, Tab, Table, Tabs

REQUISITIONS = Page(
    path="/requisitions",
    title=Text("招聘需求", "Requisitions"),
    permission=may.REQUISITION_READ,
    body=(
        Table(
            api="/requisitions",
            columns=(
                Column(name="title", label=Text("岗位", "Job"), sortable=True),
                Column(name="department_name", label=Text("部门", "Department")),
                Column(name="headcount", label=Text("人数", "Headcount"), kind="integer"),
                Column(name="headcount_note", label=Text("编制情况", "Headcount plan"), hidden=True),
                Column(name="applicants", label=Text("应聘", "Applied"), kind="integer"),
                Column(name="hired", label=Text("入职", "Hired"), kind="integer"),
                Column(
                    name="state", label=Text("状态", "State"), kind="choice", options=STATES, sortable=True
                ),
                Column(
                    name="profile_title",
                    label=Text("岗位画像", "Profile"),
                    link="/console/recruiting_ai/profiles/${profile_id}",
                ),
                Column(name="created_at", label=Text("提出时间", "Asked at"), kind="datetime", sortable=True),
            ),
            filters=(
                Field(name="q", label=Text("岗位", "Job")),
                Field(name="state", label=Text("状态", "State"), kind="choice", options=STATES),
            ),
            row_actions=(
                Action(label=Text("看板", "Board"), link="/console/recruiting_ai/board/${id}", level="link"),
                Action(
                    label=Text("比较", "Compare"), link="/console/recruiting_ai/compare/${id}", level="link"
                ),
                Action(
                    label=Text("重新评分", "Score again"),
                    link="/console/recruiting_ai/requisitions/${id}/rescores",
                    permission=may.CANDIDATE_DECIDE,
                    level="link",
                ),
                Action(
                    label=Text("关闭", "Close"),
                    api="/requisitions/${id}/close",
                    confirm=Text(
                        "关闭后不再接受应聘，确定吗？", "No more applications will be taken. Close?"
                    ),
                    visible_when="state == 'open'",
                    permission=may.REQUISITION_MANAGE,
                ),
            ),
            actions=(
                Action(
                    label=Text("发起招聘需求", "Ask for a requisition"),
                    link="/console/core/requests/new/recruiting_ai.requisition",
                    permission=may.REQUISITION_CREATE,
                    level="primary",
                ),
            ),
            empty=Text("还没有招聘需求。", "No requisition yet."),
        ),
    ),
)

PROFILES = Page(
    path="/profiles",
    title=Text("岗位画像", "Job profiles"),
    permission=may.PROFILE_READ,
    body=(
        Table(
            api="/profiles",
            columns=(
                Column(
                    name="title",
                    label=Text("岗位", "Job"),
                    sortable=True,
                    link="/console/recruiting_ai/profiles/${id}",
                ),
                Column(name="key", label=Text("代号", "Key"), sortable=True),
                Column(name="version", label=Text("版本", "Version"), kind="integer"),
                Column(
                    name="created_at", label=Text("更新时间", "Changed at"), kind="datetime", sortable=True
                ),
            ),
            actions=(
                Action(
                    label=Text("从模板新建", "New from a template"),
                    api="/profiles/from-template",
                    fields=(
                        Field(
                            name="template",
                            label=Text("模板（行业 · 岗位）", "Template (industry · position)"),
                            kind="choice",
                            required=True,
                            options_api="/profile-templates/options",
                        ),
                        Field(name="title", label=Text("岗位名称（可不填）", "Title (optional)")),
                    ),
                    permission=may.PROFILE_EDIT,
                    level="primary",
                    redirect="/console/recruiting_ai/profiles/${id}",
                ),
            ),
        ),
    ),
)

PROFILE = Page(
    path="/profiles/:id",
    title=Text("岗位画像", "Job profile"),
    permission=may.PROFILE_READ,
    body=(
        Detail(
            api="/profiles/${id}",
            columns=(
                Column(name="title", label=Text("岗位", "Job")),
                Column(name="version", label=Text("版本", "Version"), kind="integer"),
                Column(name="digest", label=Text("摘要", "Digest")),
            ),
        ),
        Tabs(
            tabs=(
                Tab(
                    title=Text("能力与量表", "Competencies"),
                    body=(
                        Table(
                            api="/profiles/${id}/competencies",
                            columns=(
                                Column(name="label", label=Text("能力", "Competency")),
                                Column(name="weight", label=Text("权重", "Weight"), kind="integer"),
                                Column(name="definition", label=Text("定义", "Definition")),
                                Column(name="scale", label=Text("锚定量表（0–10）", "Anchors (0–10)")),
                            ),
                            export=False,
                        ),
                        Form(
                            api="/profiles/${id}/competencies",
                            method="put",
                            load_api="/profiles/${id}/competencies",
                            title=Text("修改（另存为新版本）", "Change (makes a new version)"),
                            schema=CompetenciesForm,
                            permission=may.PROFILE_EDIT,
                        ),
                    ),
                ),
                Tab(
                    title=Text("简历筛选", "Screening"),
                    body=(
                        Form(
                            api="/profiles/${id}/screening",
                            method="put",
                            load_api="/profiles/${id}/screening",
                            title=Text("硬性条件、技能与权重", "Must-haves, skills and weights"),
                            schema=ScreeningForm,
                            permission=may.PROFILE_EDIT,
                        ),
                    ),
                ),
                Tab(
                    title=Text("版本", "Versions"),
                    body=(
                        Table(
                            api="/profiles/${id}/versions",
                            columns=(
                                Column(
                                    name="version",
                                    label=Text("版本", "Version"),
                                    kind="integer",
                                    link="/console/recruiting_ai/profiles/${id}",
                                ),
                                Column(name="note", label=Text("修改说明", "Note")),
                                Column(name="digest", label=Text("摘要", "Digest")),
                                Column(name="created_at", label=Text("时间", "At"), kind="datetime"),
                            ),
                            export=False,
                        ),
                    ),
                ),
            ),
        ),
        Table(
            title=Text("题目", "Questions"),
            api="/profiles/${id}/questions",
            columns=(
                Column(name="text", label=Text("题目", "Question")),
                Column(name="intent", label=Text("类型", "Kind"), kind="choice", options=INTENTS, width=90),
                Column(name="competency", label=Text("维度", "Dimension"), width=120),
                Column(name="points", label=Text("要点", "Points")),
                Column(name="follow_ups", label=Text("追问", "Follow-ups")),
                Column(
                    name="model_answers", label=Text("范例回答", "Model answers"), kind="integer", width=90
                ),
                Column(name="seconds", label=Text("限时（秒）", "Seconds"), kind="integer", hidden=True),
            ),
            actions=(
                Action(
                    label=Text("增加题目", "Add a question"),
                    api="/profiles/${id}/questions",
                    schema=QuestionForm,
                    permission=may.PROFILE_EDIT,
                    redirect="/console/recruiting_ai/profiles/${id}",
                    size="xl",
                ),
            ),
            row_actions=(
                Action(
                    label=Text("修改", "Edit"),
                    api="/profiles/${profile_id}/questions/${key}",
                    method="put",
                    load_api="/profiles/${profile_id}/questions/${key}",
                    schema=QuestionForm,
                    permission=may.PROFILE_EDIT,
                    redirect="/console/recruiting_ai/profiles/${id}",
                    size="xl",
                    level="link",
                ),
                Action(
                    label=Text("移除", "Take out"),
                    api="/profiles/${profile_id}/questions/${key}",
                    method="delete",
                    confirm=Text(
                        "移除后生成新版本，已进行的面试不受影响。继续？",
                        "This makes a new version; interviews that were held stay as they are. Go on?",
                    ),
                    permission=may.PROFILE_EDIT,
                    redirect="/console/recruiting_ai/profiles/${id}",
                    level="link",
                ),
            ),
        ),
    ),
)
