"""Rights, pages and housekeeping of background work."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from renshi_core.jobs import service
from renshi_sdk.context import Context
from renshi_sdk.contributions import (
    DataScope,
    Job,
    JobRun,
    MenuEntry,
    Page,
    Permission,
    Schedule,
    SuggestedRole,
)
from renshi_sdk.pages import Action, Column, Detail, Field, Option, Progress, Tab, Table, Tabs
from renshi_sdk.text import Text

_ADMIN = (SuggestedRole.ADMIN, DataScope.COMPANY)

PERMISSIONS = (
    Permission(
        "core.job.read",
        Text("查看后台任务", "See background work"),
        (_ADMIN, (SuggestedRole.HR, DataScope.COMPANY), (SuggestedRole.PAYROLL, DataScope.COMPANY)),
    ),
    Permission("core.job.manage", Text("管理后台任务", "Manage background work"), (_ADMIN,)),
    Permission(
        "core.delivery.manage",
        Text("处理失败的事件投递", "Handle failed deliveries of events"),
        (_ADMIN,),
        sensitive=True,
    ),
)

JOB_STATES = (
    Option(value="queued", label=Text("等待中", "Waiting")),
    Option(value="running", label=Text("进行中", "Running"), colour="info"),
    Option(value="succeeded", label=Text("已完成", "Done"), colour="success"),
    Option(value="failed", label=Text("失败", "Failed"), colour="danger"),
    Option(value="cancelled", label=Text("已取消", "Cancelled"), colour="warning"),
)
DELIVERY_STATES = (
    Option(value="failed", label=Text("失败", "Failed"), colour="danger"),
    Option(value="parked", label=Text("搁置", "Parked"), colour="warning"),
    Option(value="pending", label=Text("等待重试", "Waiting")),
    Option(value="running", label=Text("进行中", "Running"), colour="info"),
    Option(value="done", label=Text("已完成", "Done"), colour="success"),
    Option(value="skipped", label=Text("已跳过", "Skipped")),
)
_CANCEL = Action(
    label=Text("取消", "Cancel"),
    api="/api/jobs/${id}/cancel",
    visible_when="state == 'queued' || state == 'running'",
    permission="core.job.manage",
    confirm=Text(
        "任务会在下一步停止，已完成的步骤保留。确定取消？",
        "It stops at its next step; finished steps stay. Cancel it?",
    ),
)
_RETRY = Action(
    label=Text("重新运行", "Run again"),
    api="/api/jobs/${id}/retry",
    visible_when="state == 'failed' || state == 'cancelled'",
    permission="core.job.manage",
    done=Text("已重新排队", "It waits for its turn"),
)
_JOB_COLUMNS = (
    Column(name="title", label=Text("任务", "Job"), link="/console/core/jobs/${id}", width=200),
    Column(name="state", label=Text("状态", "State"), options=JOB_STATES, width=90),
    Column(name="percent", label=Text("进度", "Progress"), kind="percent", width=90),
    Column(name="message", label=Text("说明", "Note")),
    Column(name="actor", label=Text("发起人", "Started by"), width=160),
    Column(
        name="created_at", label=Text("发起时间", "Started at"), kind="datetime", sortable=True, width=150
    ),
    Column(name="finished_at", label=Text("结束时间", "Ended at"), kind="datetime", sortable=True, width=150),
    Column(name="error", label=Text("错误", "Error")),
)
_DELIVERY_COLUMNS = (
    Column(name="event", label=Text("事件", "Event"), link="/console/core/deliveries/${id}", width=160),
    Column(name="subscription", label=Text("处理者", "Handler"), width=200),
    Column(name="state", label=Text("状态", "State"), options=DELIVERY_STATES, width=90),
    Column(name="failures", label=Text("失败次数", "Failures"), kind="integer", width=80),
    Column(name="error", label=Text("最近一次错误", "Last error")),
    Column(
        name="occurred_at", label=Text("发生时间", "Occurred at"), kind="datetime", sortable=True, width=150
    ),
)
_RETRY_DELIVERY = Action(
    label=Text("重试", "Try again"),
    api="/api/deliveries/${id}/retry",
    visible_when="state == 'failed'",
    done=Text("已重新排队", "It waits for its turn"),
)

PAGES = (
    Page(
        path="/work",
        title=Text("后台任务", "Background work"),
        permission="core.job.read",
        body=(
            Table(
                api="/api/jobs",
                columns=_JOB_COLUMNS,
                filters=(
                    Field(name="state", label=Text("状态", "State"), kind="choice", options=JOB_STATES),
                    Field(name="q", label=Text("搜索", "Search")),
                ),
                row_actions=(_CANCEL, _RETRY),
                empty=Text("还没有后台任务", "There has been no background work yet"),
                poll_seconds=5,
            ),
        ),
    ),
    Page(
        path="/jobs/:id",
        title=Text("任务详情", "Job"),
        permission="core.job.read",
        body=(
            Progress(api="/api/jobs/${id}", title=Text("正在处理", "Working")),
            Detail(
                api="/api/jobs/${id}",
                columns=(
                    *_JOB_COLUMNS[:1],
                    Column(name="name", label=Text("名称", "Name")),
                    *_JOB_COLUMNS[1:],
                    Column(name="attempts", label=Text("运行次数", "Attempts"), kind="integer"),
                    Column(name="next_at", label=Text("下次运行", "Next attempt"), kind="datetime"),
                    Column(name="result", label=Text("结果", "Result"), kind="json"),
                ),
                actions=(_CANCEL, _RETRY),
            ),
        ),
    ),
    Page(
        path="/deliveries",
        title=Text("事件投递", "Deliveries of events"),
        permission="core.delivery.manage",
        body=(
            Tabs(
                tabs=(
                    Tab(
                        title=Text("失败", "Failed"),
                        body=(
                            Table(
                                api="/api/deliveries?state=failed",
                                columns=_DELIVERY_COLUMNS,
                                filters=(Field(name="q", label=Text("搜索", "Search")),),
                                actions=(
                                    Action(
                                        label=Text("全部重试", "Try all again"),
                                        api="/api/deliveries/retry",
                                        confirm=Text(
                                            "将重试所有失败的投递，确定？",
                                            "All that failed are tried again. Go on?",
                                        ),
                                    ),
                                ),
                                row_actions=(_RETRY_DELIVERY,),
                                empty=Text("没有失败的投递", "Nothing has failed"),
                            ),
                        ),
                    ),
                    Tab(
                        title=Text("搁置", "Parked"),
                        body=(
                            Table(
                                api="/api/deliveries?state=parked",
                                columns=_DELIVERY_COLUMNS,
                                empty=Text(
                                    "没有搁置的投递。插件熔断或未加载时，其投递会在此等待，恢复后自动继续。",
                                    "Nothing is parked. Deliveries wait here while their plugin is out of "
                                    "service or not loaded, and go on by themselves.",
                                ),
                            ),
                        ),
                    ),
                )
            ),
        ),
    ),
    Page(
        path="/deliveries/:id",
        title=Text("投递详情", "Delivery"),
        permission="core.delivery.manage",
        body=(
            Detail(
                api="/api/deliveries/${id}",
                columns=(
                    *_DELIVERY_COLUMNS,
                    Column(name="payload", label=Text("事件内容", "Content of the event"), kind="json"),
                    Column(name="actor", label=Text("触发者", "Caused by")),
                    Column(name="next_at", label=Text("下次尝试", "Next attempt"), kind="datetime"),
                ),
                actions=(_RETRY_DELIVERY,),
            ),
        ),
    ),
)

MENU = (
    MenuEntry(
        title=Text("后台任务", "Background work"),
        page="/work",
        permission="core.job.read",
        section="settings",
        icon="tasks",
        order=60,
    ),
    MenuEntry(
        title=Text("事件投递", "Deliveries of events"),
        page="/deliveries",
        permission="core.delivery.manage",
        section="settings",
        icon="exclamation-triangle",
        order=61,
    ),
)


async def _purge(ctx: Context, params: Any, run: JobRun) -> dict[str, Any]:
    return await service.purge(ctx)


JOBS = (
    Job(
        name="core.purge_jobs",
        title=Text("清理过期的任务记录", "Remove old job records"),
        handler=_purge,
        timeout=timedelta(minutes=10),
    ),
)
SCHEDULES = (Schedule(job="core.purge_jobs", cron="10 3 * * *"),)
