"""Table of contents of the mail plugin."""

from collections.abc import Iterable

from renshi_mail import console, endpoints, letters, service
from renshi_mail.processing import PROCESSING
from renshi_mail.retention import RETENTION
from renshi_sdk import Manifest, Text, hookimpl
from renshi_sdk.contributions import (
    Carrier,
    Channel,
    DataClass,
    DataScope,
    MenuEntry,
    Page,
    Permission,
    PersonalData,
    SealedColumn,
    SuggestedRole,
)
from renshi_sdk.web import Routes

MANIFEST = Manifest(
    id="mail",
    title=Text("邮件", "Mail"),
    version="0.1.0",
    summary=Text("用公司自己的邮件服务器发送通知", "Notices over the company's own mail server"),
    piccolo_app="renshi_mail.piccolo_app",
)

_ADMIN = (SuggestedRole.ADMIN, DataScope.COMPANY)


@hookimpl
def renshi_permissions() -> Iterable[Permission]:
    yield Permission(endpoints.MANAGE, Text("设置邮件账号", "Set up the mail account"), (_ADMIN,))
    yield Permission(endpoints.LOG, Text("查看邮件发送记录", "See what became of mails"), (_ADMIN,))


@hookimpl
def renshi_routes() -> Iterable[Routes]:
    yield Routes(handlers=endpoints.HANDLERS)


@hookimpl
def renshi_channels() -> Iterable[Channel]:
    yield Channel(name="mail", title=Text("邮件", "Mail"), deliver=service.deliver, order=60)


@hookimpl
def renshi_carriers() -> Iterable[Carrier]:
    yield Carrier(
        name="mail",
        title=Text("邮件", "Mail"),
        reaches=letters.reaches,
        deliver=letters.deliver,
        files=True,
        order=60,
    )


@hookimpl
def renshi_pages() -> Iterable[Page]:
    yield from console.PAGES


@hookimpl
def renshi_menu() -> Iterable[MenuEntry]:
    yield from console.MENU


@hookimpl
def renshi_retention() -> Iterable[DataClass]:
    return RETENTION


@hookimpl
def renshi_personal_data() -> PersonalData:
    return PersonalData(
        title=Text("邮件", "Mail"),
        processing=PROCESSING,
        export=service.export,
        erase=service.erase,
        tables=("mail_message",),
        sealed=(SealedColumn("mail_account", "secret", "mail_account.secret:{id}"),),
    )
