"""The centre, files and schedules."""

from __future__ import annotations

from renshi_reporting.permissions import BUILD, READ, SCHEDULE
from renshi_reporting.saved.service import CATEGORIES
from renshi_reporting.schedules.service import RHYTHMS
from renshi_sdk import Text
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Column, Field, Option, Table

FORMATS = tuple(
    Option(value=v, label=Text(t, t)) for v, t in (("xlsx", "Excel"), ("pdf", "PDF"), ("csv", "CSV"))
)
ROLES = tuple(
    Option(value=v, label=t)
    for v, t in (
        ("hr", Text("人事", "HR")),
        ("manager", Text("经理", "Manager")),
        ("finance", Text("财务", "Finance")),
        ("payroll", Text("薪酬", "Payroll")),
        ("recruiter", Text("招聘", "Recruiter")),
        ("admin", Text("管理员", "Administrator")),
    )
)
CENTRE = Page(
    path="/centre",
    title=Text("报表中心", "Report centre"),
    permission=READ,
    body=(
        Table(
            api="/centre",
            columns=(
                Column(name="title", label=Text("报表", "Report"), link="${link}", width=220),
                Column(name="category_title", label=Text("分类", "Category"), width=120),
                Column(name="note", label=Text("口径", "Definition")),
                Column(name="owner", label=Text("创建人", "Owner"), width=100),
            ),
            filters=(
                Field(name="q", label=Text("搜索", "Search")),
                Field(
                    name="category",
                    label=Text("分类", "Category"),
                    kind="choice",
                    options=tuple(Option(value=v, label=t) for v, t in CATEGORIES.items()),
                ),
            ),
            actions=(
                Action(
                    label=Text("新建报表", "Build a report"),
                    link="/console/reporting/new",
                    permission=BUILD,
                    level="primary",
                    icon="plus",
                ),
                Action(label=Text("我的导出", "My files"), link="/console/reporting/files", icon="download"),
            ),
            row_actions=(
                Action(
                    label=Text("收藏", "Keep at hand"),
                    api="/favourites?subject=${subject}&keep=true",
                    method="put",
                    visible_when="!favourite",
                    level="link",
                ),
                Action(
                    label=Text("取消收藏", "No longer"),
                    api="/favourites?subject=${subject}&keep=false",
                    method="put",
                    visible_when="favourite",
                    level="link",
                ),
                Action(
                    label=Text("导出", "Export"),
                    api="/exports?subject=${subject}",
                    fields=(
                        Field(
                            name="format",
                            label=Text("格式", "Format"),
                            kind="choice",
                            options=FORMATS,
                            default="xlsx",
                            required=True,
                        ),
                    ),
                    redirect="/console/reporting/files",
                    level="link",
                ),
            ),
            export=False,
        ),
    ),
)
FILES = Page(
    path="/files",
    title=Text("我的导出", "My files"),
    permission=READ,
    body=(
        Table(
            api="/exports",
            columns=(
                Column(name="title", label=Text("报表", "Report")),
                Column(name="format", label=Text("格式", "Format"), options=FORMATS, width=90),
                Column(name="rows", label=Text("行数", "Lines"), kind="integer", width=90),
                Column(name="created_at", label=Text("时间", "Asked"), kind="datetime", width=160),
                Column(name="progress", label=Text("进度", "Progress"), kind="progress", width=120),
                Column(name="file", label=Text("文件", "File"), kind="file"),
                Column(name="expires_on", label=Text("保留至", "Kept until"), kind="date", width=110),
            ),
            row_actions=(
                Action(
                    label=Text("取消", "Cancel"),
                    api="/api/jobs/${job_id}/cancel",
                    visible_when="state == 'queued' || state == 'running'",
                    level="link",
                ),
            ),
            poll_seconds=3,
            export=False,
            empty=Text("还没有导出过报表；文件保留 7 天", "No files yet; each is kept for seven days"),
        ),
    ),
)
SCHEDULES = Page(
    path="/schedules",
    title=Text("报表推送", "Reports by schedule"),
    permission=SCHEDULE,
    body=(
        Table(
            api="/schedules",
            columns=(
                Column(name="title", label=Text("名称", "Name")),
                Column(name="rhythm_title", label=Text("频率", "Rhythm")),
                Column(name="at", label=Text("时间", "At"), width=80),
                Column(name="next_at", label=Text("下次推送", "Next"), kind="datetime"),
                Column(
                    name="state",
                    label=Text("状态", "State"),
                    options=(
                        Option(value="on", label=Text("启用", "On"), colour="success"),
                        Option(value="paused", label=Text("已暂停", "Paused")),
                        Option(value="failing", label=Text("失败", "Failing"), colour="danger"),
                    ),
                ),
                Column(name="failure", label=Text("失败原因", "What went wrong")),
                Column(name="owner", label=Text("创建人", "Owner")),
            ),
            actions=(
                Action(
                    label=Text("新建推送", "New schedule"),
                    api="/schedules",
                    level="primary",
                    icon="plus",
                    fields=(
                        Field(name="title", label=Text("名称", "Name"), required=True),
                        Field(
                            name="subject",
                            label=Text("报表", "Report"),
                            kind="choice",
                            options_api="/centre/options",
                            required=True,
                        ),
                        Field(
                            name="format",
                            label=Text("格式", "Format"),
                            kind="choice",
                            options=FORMATS,
                            default="xlsx",
                        ),
                        Field(
                            name="rhythm",
                            label=Text("频率", "Rhythm"),
                            kind="choice",
                            options=tuple(Option(value=v, label=t) for v, t in RHYTHMS.items()),
                            default="monthly",
                        ),
                        Field(
                            name="weekday",
                            label=Text("星期几（1–7）", "Weekday (1–7)"),
                            kind="integer",
                            visible_when="rhythm == 'weekly'",
                        ),
                        Field(
                            name="month_day",
                            label=Text("几号", "Day of the month"),
                            kind="integer",
                            visible_when="rhythm == 'monthly'",
                        ),
                        Field(name="at", label=Text("时间", "At"), kind="time", default="08:30"),
                        Field(name="people", label=Text("收件人", "People"), kind="employees"),
                        Field(
                            name="roles",
                            label=Text("角色", "Roles"),
                            kind="choices",
                            options=ROLES,
                        ),
                    ),
                ),
            ),
            row_actions=(
                Action(
                    label=Text("暂停", "Pause"),
                    api="/schedules/${id}/pause",
                    visible_when="state != 'paused'",
                    level="link",
                ),
                Action(
                    label=Text("恢复", "Resume"),
                    api="/schedules/${id}/resume",
                    visible_when="state == 'paused'",
                    level="link",
                ),
                Action(
                    label=Text("删除", "Remove"),
                    api="/schedules/${id}",
                    method="delete",
                    confirm=Text("确定删除此推送？", "Remove this schedule?"),
                    level="link",
                ),
            ),
            empty=Text(
                "还没有推送。新建后，每位收件人只会收到自己权限内的数据",
                "Nothing is sent yet. Each reader gets what their own rights show",
            ),
        ),
    ),
)
