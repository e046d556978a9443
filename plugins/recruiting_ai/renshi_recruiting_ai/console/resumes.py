"""Stacks of résumés, and one résumé with where each value stands."""

from __future__ import annotations

from renshi_recruiting_ai import permissions as may
from renshi_recruiting_ai.console.board import (
    READ_STATES,
)
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import (
    Action,
    Column,
    Detail,
    Field,
    Form,
    Option,
    Progress,
    Tab,
    Table,
    Tabs,
)

BATCH_STATES = (
    Option(value="open", label=Text("待上传", "Open")),
    Option(value="running", label=Text("读取中", "Reading"), colour="info"),
    Option(value="done", label=Text("已完成", "Done"), colour="success"),
)

BATCHES = Page(
    path="/batches",
    title=Text("批量简历", "Résumé stacks"),
    permission=may.CANDIDATE_READ,
    body=(
        Table(
            api="/batches",
            columns=(
                Column(name="title", label=Text("名称", "Name"), link="/console/recruiting_ai/batches/${id}"),
                Column(name="requisition_title", label=Text("岗位", "Job")),
                Column(name="state", label=Text("状态", "State"), kind="choice", options=BATCH_STATES),
                Column(name="files", label=Text("份数", "Files"), kind="integer"),
                Column(name="done", label=Text("已读取", "Read"), kind="integer"),
                Column(name="refused", label=Text("未读取", "Refused"), kind="integer"),
                Column(name="not_analysed", label=Text("未分析", "Not analysed"), kind="integer"),
                Column(name="created_at", label=Text("时间", "At"), kind="datetime", sortable=True),
            ),
            actions=(
                Action(
                    label=Text("新建批次", "New stack"),
                    api="/batches",
                    fields=(
                        Field(
                            name="requisition_id",
                            label=Text("岗位", "Job"),
                            kind="choice",
                            required=True,
                            options_api="/requisitions/options",
                        ),
                        Field(name="title", label=Text("名称", "Name"), required=True),
                        Field(
                            name="channel",
                            label=Text("渠道", "Channel"),
                            kind="choice",
                            options_api="/channels/options?by_key=true",
                            default="import",
                        ),
                    ),
                    permission=may.CANDIDATE_DECIDE,
                    level="primary",
                    redirect="/console/recruiting_ai/batches/${id}",
                ),
            ),
            empty=Text(
                "还没有批次。新建后上传 ZIP、PDF、DOCX 或图片。", "No stack yet. Make one and upload files."
            ),
        ),
    ),
)

BATCH = Page(
    path="/batches/:id",
    title=Text("批量简历", "Résumé stack"),
    permission=may.CANDIDATE_READ,
    body=(
        Progress(api="/batches/${id}/progress", title=Text("正在读取简历", "Reading résumés")),
        Form(
            api="/batches/${id}/files",
            title=Text("上传简历", "Upload"),
            fields=(
                Field(
                    name="file_ids",
                    label=Text(
                        "文件（ZIP、PDF、DOCX、图片，每个不超过 10 MB）", "Files (at most 10 MB each)"
                    ),
                    kind="files",
                    required=True,
                    accept=".zip,.pdf,.docx,.png,.jpg,.jpeg",
                    max_mb=10,
                    help=Text(
                        "更大的压缩包（至 50 MB）请用接口 POST …/batches/{id}/upload。",
                        "Larger archives (up to 50 MB): POST …/batches/{id}/upload.",
                    ),
                ),
            ),
            submit=Text("开始读取", "Read them"),
            permission=may.CANDIDATE_DECIDE,
        ),
        Table(
            api="/batches/${id}/resumes",
            columns=(
                Column(
                    name="file_name",
                    label=Text("文件", "File"),
                    sortable=True,
                    link="/console/recruiting_ai/resumes/${id}",
                ),
                Column(name="name", label=Text("姓名", "Name")),
                Column(name="state", label=Text("状态", "State"), kind="choice", options=READ_STATES),
                Column(name="problem", label=Text("原因", "Reason")),
                Column(name="pages", label=Text("页数", "Pages"), kind="integer"),
                Column(name="flagged", label=Text("异常文字", "Flags"), kind="integer"),
            ),
            filters=(Field(name="state", label=Text("状态", "State"), kind="choice", options=READ_STATES),),
        ),
    ),
)

RESUME = Page(
    path="/resumes/:id",
    title=Text("简历", "Résumé"),
    permission=may.CANDIDATE_READ,
    body=(
        Detail(
            api="/resumes/${id}",
            columns=(
                Column(
                    name="name",
                    label=Text("姓名", "Name"),
                    link="/console/recruiting_ai/candidates/${application_id}",
                ),
                Column(name="file_name", label=Text("文件", "File")),
                Column(name="state", label=Text("状态", "State"), kind="choice", options=READ_STATES),
                Column(name="parser", label=Text("读取方式", "Read by")),
                Column(name="problem", label=Text("原因", "Reason")),
                Column(name="read_at", label=Text("读取时间", "Read at"), kind="datetime"),
            ),
            actions=(
                Action(
                    label=Text("下载原件", "Download"), api="/resumes/${id}/file", method="get", download=True
                ),
            ),
        ),
        Tabs(
            tabs=(
                Tab(
                    title=Text("读出的内容与位置", "What was read, and where"),
                    body=(
                        Table(
                            api="/resumes/${id}/values",
                            columns=(
                                Column(name="label", label=Text("项目", "Item"), width=140),
                                Column(name="value", label=Text("内容", "Value")),
                                Column(name="words", label=Text("原文", "Words")),
                                Column(name="page", label=Text("页", "Page"), kind="integer", width=60),
                                Column(name="start", label=Text("起", "From"), kind="integer", width=70),
                                Column(name="end", label=Text("止", "To"), kind="integer", width=70),
                            ),
                        ),
                    ),
                ),
                Tab(
                    title=Text("异常文字", "Flags"),
                    body=(
                        Table(
                            api="/resumes/${id}/flags",
                            columns=(
                                Column(
                                    name="why",
                                    label=Text("类型", "Kind"),
                                    kind="choice",
                                    options=(
                                        Option(
                                            value="white", label=Text("白色文字", "White"), colour="danger"
                                        ),
                                        Option(value="tiny", label=Text("极小文字", "Tiny"), colour="danger"),
                                        Option(
                                            value="off_page",
                                            label=Text("页面之外", "Off the page"),
                                            colour="danger",
                                        ),
                                        Option(
                                            value="invisible",
                                            label=Text("隐藏文字", "Invisible"),
                                            colour="danger",
                                        ),
                                        Option(
                                            value="injection",
                                            label=Text("疑似操纵程序", "Talks to the program"),
                                            colour="danger",
                                        ),
                                    ),
                                ),
                                Column(name="page", label=Text("页", "Page"), kind="integer", width=60),
                                Column(name="words", label=Text("内容（未参与匹配）", "Words (not counted)")),
                            ),
                            empty=Text("没有隐藏或异常文字。", "Nothing hidden."),
                        ),
                    ),
                ),
            ),
        ),
    ),
)
