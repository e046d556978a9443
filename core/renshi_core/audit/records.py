"""Right and page of the audit chain."""

from __future__ import annotations

from typing import Any

from renshi_core.audit import anchors
from renshi_core.jobs.above import platform_of
from renshi_core.secrets.keyring import key_ring
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
from renshi_sdk.pages import Action, Column, Field, Table
from renshi_sdk.text import Text


async def _anchor(ctx: Context, params: Any, run: JobRun) -> dict[str, Any]:
    platform = platform_of(ctx)
    ring = key_ring(platform.secret_key)
    kept = await anchors.keep(ring, anchors.folder_of(platform), ctx.tenant_id, ctx.now())
    return {"seq": kept.seq if kept else 0}


JOBS = (
    Job(
        name="core.anchor_audit",
        title=Text("在库外留存审计链的链头", "Keep the head of the audit chain outside"),
        handler=_anchor,
    ),
)
SCHEDULES = (Schedule(job="core.anchor_audit", cron="50 3 * * *"),)
PERMISSIONS = (
    Permission(
        "core.audit.read",
        Text("查看审计日志", "Read the audit chain"),
        ((SuggestedRole.ADMIN, DataScope.COMPANY),),
        sensitive=True,
    ),
)

PAGES = (
    Page(
        path="/audit",
        title=Text("审计日志", "Audit"),
        permission="core.audit.read",
        body=(
            Table(
                api="/api/audit",
                columns=(
                    Column(name="seq", label=Text("序号", "No."), kind="integer", sortable=True, width=80),
                    Column(name="at", label=Text("时间", "When"), kind="datetime", sortable=True, width=150),
                    Column(name="actor", label=Text("操作人", "Who"), width=150),
                    Column(name="what", label=Text("操作", "What"), width=180),
                    Column(name="facts", label=Text("内容", "Facts"), kind="textarea"),
                    Column(name="subject", label=Text("对象", "Subject"), width=110, hidden=True),
                    Column(name="action", label=Text("操作代码", "Action"), width=200, hidden=True),
                    Column(name="request_id", label=Text("请求编号", "Request"), width=200, hidden=True),
                    Column(name="hash", label=Text("链值", "Hash"), width=200, hidden=True),
                ),
                filters=(
                    Field(name="q", label=Text("操作或操作人", "Action or person")),
                    Field(name="subject", label=Text("对象", "Subject")),
                    Field(name="employee_id", label=Text("相关员工", "About"), kind="employee"),
                    Field(name="at.ge", label=Text("从", "From"), kind="datetime"),
                    Field(name="at.le", label=Text("到", "To"), kind="datetime"),
                ),
                actions=(
                    Action(
                        label=Text("核对审计链", "Verify the chain"), api="/api/audit/verify", method="get"
                    ),
                ),
                empty=Text("没有记录", "No entries"),
            ),
        ),
    ),
)

MENU = (
    MenuEntry(
        title=Text("审计日志", "Audit"),
        page="/audit",
        permission="core.audit.read",
        section="settings",
        icon="history",
        order=80,
    ),
)
