"""Console pages."""

from renshi_mail.endpoints import LOG, MANAGE
from renshi_mail.schemas import AccountBody
from renshi_sdk import Text
from renshi_sdk.contributions import MenuEntry, Page
from renshi_sdk.pages import Action, Column, Detail, Field, Form, Option, Tab, Table, Tabs

STATES = (
    Option(value="sent", label=Text("已发送", "Sent"), colour="success"),
    Option(value="failed", label=Text("被拒收", "Refused"), colour="warning"),
    Option(value="bounced", label=Text("地址无效", "No such address"), colour="danger"),
)
LETTER_STATES = (
    STATES[0],
    Option(value="refused", label=Text("被拒收", "Refused"), colour="warning"),
    STATES[2],
    Option(value="unsure", label=Text("结果不明", "Not known"), colour="warning"),
)

PAGES = (
    Page(
        path="/account",
        title=Text("邮件", "Mail"),
        permission=MANAGE,
        body=(
            Tabs(
                tabs=(
                    Tab(
                        title=Text("邮件账号", "Account"),
                        body=(
                            Detail(
                                api="/account",
                                columns=(
                                    Column(name="set_up", label=Text("已设置", "Set up"), kind="boolean"),
                                    Column(
                                        name="has_password",
                                        label=Text("已存密码", "Password stored"),
                                        kind="boolean",
                                    ),
                                    Column(
                                        name="tested_at", label=Text("试发成功", "Tested"), kind="datetime"
                                    ),
                                ),
                                actions=(
                                    Action(
                                        label=Text("给自己试发一封", "Send me a test"),
                                        api="/account/test",
                                        visible_when="set_up",
                                        done=Text("已发送，请查收", "Sent; look into your mailbox"),
                                    ),
                                ),
                            ),
                            Form(
                                api="/account",
                                method="put",
                                load_api="/account",
                                schema=AccountBody,
                                submit=Text("保存", "Save"),
                            ),
                        ),
                    ),
                    Tab(
                        title=Text("发送记录", "Messages"),
                        body=(
                            Table(
                                api="/messages",
                                columns=(
                                    Column(
                                        name="at", label=Text("时间", "When"), kind="datetime", sortable=True
                                    ),
                                    Column(name="employee_name", label=Text("收件人", "To")),
                                    Column(name="address", label=Text("地址", "Address")),
                                    Column(name="state", label=Text("状态", "State"), options=STATES),
                                    Column(name="reason", label=Text("原因", "Reason")),
                                ),
                                filters=(
                                    Field(name="q", label=Text("姓名", "Name")),
                                    Field(
                                        name="state",
                                        label=Text("状态", "State"),
                                        kind="choice",
                                        options=STATES,
                                    ),
                                ),
                                row_actions=(
                                    Action(
                                        label=Text("重新启用地址", "Try the address again"),
                                        api="/messages/${id}/clear",
                                        visible_when="state == 'bounced' && !cleared_at",
                                        permission=MANAGE,
                                        level="link",
                                    ),
                                ),
                                empty=Text("还没有发送过邮件", "No mail has been sent yet"),
                            ),
                        ),
                    ),
                    Tab(
                        title=Text("外部信件", "Letters"),
                        body=(
                            Table(
                                api="/letters",
                                columns=(
                                    Column(
                                        name="at", label=Text("时间", "When"), kind="datetime", sortable=True
                                    ),
                                    Column(name="plugin", label=Text("来自插件", "By plugin")),
                                    Column(name="state", label=Text("状态", "State"), options=LETTER_STATES),
                                    Column(name="reason", label=Text("原因", "Reason")),
                                ),
                                filters=(
                                    Field(
                                        name="state",
                                        label=Text("状态", "State"),
                                        kind="choice",
                                        options=LETTER_STATES,
                                    ),
                                ),
                                row_actions=(
                                    Action(
                                        label=Text("重新启用地址", "Try the address again"),
                                        api="/letters/${id}/clear",
                                        visible_when="state == 'bounced' && !cleared_at",
                                        permission=MANAGE,
                                        level="link",
                                    ),
                                ),
                                empty=Text(
                                    "还没有发给公司外部（如候选人）的信件",
                                    "No letter has gone outside yet, as to candidates",
                                ),
                            ),
                        ),
                    ),
                )
            ),
        ),
    ),
)
MENU = (
    MenuEntry(
        title=Text("邮件", "Mail"), page="/account", permission=MANAGE, section="channels", icon="envelope"
    ),
)
__all__ = ["LOG", "MENU", "PAGES"]
