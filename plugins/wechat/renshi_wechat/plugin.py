"""The plugin's table of contents."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from renshi_sdk import Manifest, Text, hookimpl
from renshi_sdk.contributions import (
    Carrier,
    Channel,
    DataClass,
    HealthCheck,
    Job,
    MenuEntry,
    Page,
    Permission,
    PersonalData,
    Schedule,
    Settings,
    Subscription,
)
from renshi_sdk.events import EmployeeLeft
from renshi_sdk.web import Routes
from renshi_wechat import pages, permissions, upkeep
from renshi_wechat.accounts import endpoints as account_endpoints
from renshi_wechat.bindings import endpoints as binding_endpoints
from renshi_wechat.bindings import service as bindings
from renshi_wechat.config import WeChatSettings
from renshi_wechat.delivery import ladder, letters, replies
from renshi_wechat.guests import service as guests
from renshi_wechat.messages import endpoints as message_endpoints
from renshi_wechat.messages import service as messages
from renshi_wechat.messages.schemas import BindingId, OutboundId, PushId
from renshi_wechat.processing import PROCESSING
from renshi_wechat.retention import RETENTION

MANIFEST = Manifest(
    id="wechat",
    title=Text("微信", "WeChat"),
    version="1.0.0",
    summary=Text(
        "员工在公众号里请假、查余额与工资条、审批，并收到通知",
        "Employees ask for leave, see balances and pay slips, approve, and get notices in WeChat",
    ),
    after=("attendance", "payroll"),
    piccolo_app="renshi_wechat.piccolo_app",
)


@hookimpl
def renshi_routes() -> Iterable[Routes]:
    yield Routes(
        handlers=(
            *account_endpoints.HANDLERS,
            *binding_endpoints.HANDLERS,
            *message_endpoints.HANDLERS,
        ),
        public=message_endpoints.PUBLIC,
    )


@hookimpl
def renshi_permissions() -> Iterable[Permission]:
    yield from permissions.PERMISSIONS


@hookimpl
def renshi_settings() -> Settings:
    return Settings(model=WeChatSettings, permission=permissions.ACCOUNT_MANAGE)


@hookimpl
def renshi_channels() -> Iterable[Channel]:
    yield Channel(name="wechat", title=Text("微信", "WeChat"), deliver=ladder.deliver, order=20)


@hookimpl
def renshi_carriers() -> Iterable[Carrier]:
    yield Carrier(
        name="wechat",
        title=Text("微信", "WeChat"),
        reaches=letters.reaches,
        deliver=letters.deliver,
        order=40,
        way_in=letters.way_in,
        forget=guests.forget,
        export=guests.export,
    )


@hookimpl
def renshi_jobs() -> Iterable[Job]:
    yield Job(
        name="wechat.answer_late",
        title=Text("回复耗时较长的微信消息", "Answer a WeChat message that took long"),
        handler=messages.answer_late,
        params=PushId,
    )
    yield Job(
        name="wechat.send_reply",
        title=Text("发送微信客服消息", "Send a WeChat custom message"),
        handler=replies.send_reply,
        params=OutboundId,
        stepwise=True,
        timeout=timedelta(minutes=1),
    )
    yield Job(
        name="wechat.look_up_user",
        title=Text("查询新绑定的微信用户", "Look up a newly bound WeChat user"),
        handler=replies.look_up_user,
        params=BindingId,
        timeout=timedelta(minutes=1),
    )
    yield Job(name="wechat.tidy", title=Text("清理微信过期数据", "Tidy WeChat data"), handler=upkeep.tidy)


@hookimpl
def renshi_schedules() -> Iterable[Schedule]:
    yield Schedule(job="wechat.tidy", cron="23 3 * * *")


@hookimpl
def renshi_subscriptions() -> Iterable[Subscription]:
    yield Subscription(event=EmployeeLeft, handler=bindings.on_left, name="wechat.unbind_leaver")


@hookimpl
def renshi_pages() -> Iterable[Page]:
    yield from pages.PAGES


@hookimpl
def renshi_menu() -> Iterable[MenuEntry]:
    yield from pages.MENU


@hookimpl
def renshi_retention() -> Iterable[DataClass]:
    return RETENTION


@hookimpl
def renshi_personal_data() -> PersonalData:
    return PersonalData(
        title=Text("微信绑定与消息记录", "WeChat bindings and message log"),
        processing=PROCESSING,
        export=upkeep.export,
        erase=upkeep.erase,
        tables=upkeep.PERSONAL_TABLES,
        sealed=upkeep.SEALED,
    )


@hookimpl
def renshi_health() -> Iterable[HealthCheck]:
    yield HealthCheck(name="protocol", check=upkeep.protocol_works)
