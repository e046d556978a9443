"""Console pages of accounts and of one's own account."""

from __future__ import annotations

from renshi_core.identity import step_up_console
from renshi_core.identity.schemas import REACHES, ChangePassword, Code, PasswordOnly, UserCreate
from renshi_sdk.contributions import Page
from renshi_sdk.pages import Action, Column, Detail, Field, Form, Markdown, Option, Tab, Table, Tabs
from renshi_sdk.text import Text
from renshi_sdk.web import AUTHENTICATED

SCOPES = tuple(Option(value=value, label=Text(*words)) for value, words in REACHES.items())
ACTIVE = (
    Option(value="true", label=Text("启用", "Open"), colour="success"),
    Option(value="false", label=Text("停用", "Closed"), colour="danger"),
)
_YES_NO = (
    Option(value="true", label=Text("是", "Yes"), colour="success"),
    Option(value="false", label=Text("否", "No")),
)
_LOGIN = Column(name="login", label=Text("账号", "Login"), sortable=True, link="/console/core/users/${id}")
SCOPE = Field(name="scope", label=Text("数据范围", "Reach"), kind="choice", options=SCOPES, required=True)
_ROLE = Field(
    name="role",
    label=Text("角色", "Role"),
    kind="choice",
    options_api="/api/roles/options",
    required=True,
)

_USERS = Page(
    path="/users",
    title=Text("账号", "Accounts"),
    permission="core.user.read",
    body=(
        Table(
            api="/api/users",
            columns=(
                _LOGIN,
                Column(name="name", label=Text("姓名", "Name"), sortable=True),
                Column(name="employee_number", label=Text("工号", "Staff no."), width=100),
                Column(name="roles", label=Text("角色", "Roles")),
                Column(
                    name="has_totp", label=Text("动态验证码", "One-time codes"), options=_YES_NO, width=110
                ),
                Column(name="active", label=Text("状态", "State"), options=ACTIVE, width=90),
                Column(
                    name="last_login_at",
                    label=Text("最近登录", "Last sign-in"),
                    kind="datetime",
                    sortable=True,
                    width=150,
                ),
            ),
            filters=(
                Field(name="q", label=Text("账号、姓名或工号", "Login, name or staff no.")),
                Field(name="active", label=Text("状态", "State"), kind="choice", options=ACTIVE),
            ),
            actions=(
                Action(
                    label=Text("新建账号", "New account"),
                    api="/api/users",
                    schema=UserCreate,
                    level="primary",
                    permission="core.user.manage",
                    done=Text("已创建，请打开账号生成邀请链接", "Made; open it to get an invitation link"),
                ),
            ),
            row_actions=(
                Action(
                    label=Text("停用", "Close"),
                    api="/api/users/${id}/disable",
                    visible_when="active",
                    permission="core.user.manage",
                    confirm=Text(
                        "停用后立即退出登录，密钥失效。确定停用？", "It is signed out at once. Close it?"
                    ),
                    level="danger",
                ),
                Action(
                    label=Text("启用", "Open"),
                    api="/api/users/${id}/enable",
                    visible_when="!active",
                    permission="core.user.manage",
                ),
                Action(
                    label=Text("重置动态验证码", "Reset codes"),
                    api="/api/users/${id}/totp/reset",
                    visible_when="has_totp",
                    permission="core.user.manage",
                    confirm=Text("确认此人已丢失手机或验证器？", "Did they really lose the phone?"),
                ),
            ),
            empty=Text("还没有账号", "There are no accounts yet"),
        ),
    ),
)
_USER = Page(
    path="/users/:id",
    title=Text("账号详情", "Account"),
    permission="core.user.read",
    body=(
        Detail(
            api="/api/users/${id}",
            columns=(
                Column(name="login", label=Text("账号", "Login")),
                Column(name="name", label=Text("姓名", "Name")),
                Column(name="email", label=Text("邮箱", "E-mail")),
                Column(name="last_login_at", label=Text("最近登录", "Last sign-in"), kind="datetime"),
            ),
        ),
        Tabs(
            tabs=(
                Tab(
                    title=Text("角色", "Roles"),
                    body=(
                        Table(
                            api="/api/users/${id}/grants",
                            columns=(
                                Column(name="title", label=Text("角色", "Role")),
                                Column(name="scope", label=Text("数据范围", "Reach"), options=SCOPES),
                                Column(name="company_name", label=Text("公司", "Company")),
                                Column(name="department_name", label=Text("部门", "Department")),
                            ),
                            actions=(
                                Action(
                                    label=Text("授予角色", "Grant a role"),
                                    api="/api/users/${id}/grants",
                                    fields=(
                                        _ROLE,
                                        SCOPE,
                                        Field(
                                            name="department_id",
                                            label=Text("部门", "Department"),
                                            kind="department",
                                            visible_when="scope == 'department'",
                                        ),
                                    ),
                                    level="primary",
                                    permission="core.role.grant",
                                ),
                            ),
                            row_actions=(
                                Action(
                                    label=Text("收回", "Take back"),
                                    api="/api/users/${user_id}/grants/${id}",
                                    method="delete",
                                    permission="core.role.grant",
                                    confirm=Text(
                                        "收回后此账号会退出登录。确定？", "The account is signed out. Sure?"
                                    ),
                                    level="danger",
                                ),
                            ),
                            empty=Text(
                                "还没有角色，此账号登录后无法使用任何功能",
                                "No role yet: it can't do anything",
                            ),
                        ),
                    ),
                ),
                step_up_console.SESSIONS,
                step_up_console.HISTORY,
                Tab(
                    title=Text("邀请链接", "Invitation"),
                    body=(
                        Markdown(
                            text=Text(
                                "生成一次性链接发给本人，由本人设置密码；三天内有效，再次生成会使之前的链接失效。",
                                "Make a one-time link and pass it on; its owner sets the password. It holds three"
                                " days, and a new one ends those before.",
                            )
                        ),
                        Form(
                            api="/api/users/${id}/invitation",
                            fields=(
                                Field(
                                    name="link",
                                    label=Text("链接", "Link"),
                                    kind="textarea",
                                    visible_when="link",
                                ),
                            ),
                            submit=Text("生成链接", "Make a link"),
                            done=Text("已生成，仅显示这一次", "Made; it's shown this once"),
                        ),
                    ),
                ),
            )
        ),
    ),
)
_ACCOUNT = Page(
    path="/account",
    title=Text("我的账号", "My account"),
    permission=AUTHENTICATED,
    body=(
        Tabs(
            tabs=(
                Tab(
                    title=Text("修改密码", "Password"),
                    body=(
                        Form(
                            api="/api/password",
                            schema=ChangePassword,
                            submit=Text("修改密码", "Change it"),
                            done=Text("已修改，其他设备已退出登录", "Changed; other devices are signed out"),
                        ),
                    ),
                ),
                Tab(
                    title=Text("动态验证码", "One-time codes"),
                    body=(
                        Form(
                            api="/api/totp",
                            fields=(
                                Field(name="secret", label=Text("密钥", "Secret"), visible_when="secret"),
                                Field(
                                    name="uri",
                                    label=Text("导入地址", "Address"),
                                    kind="textarea",
                                    visible_when="uri",
                                    help=Text("在验证器应用中添加", "add it to an authenticator app"),
                                ),
                            ),
                            title=Text("第一步：获取密钥", "First: get a secret"),
                            submit=Text("获取密钥", "Get a secret"),
                        ),
                        Form(
                            api="/api/totp/confirm",
                            schema=Code,
                            title=Text("第二步：输入验证码以开启", "Then: enter a code to switch on"),
                            submit=Text("开启", "Switch on"),
                            done=Text("已开启，下次登录需要验证码", "On; the next sign-in asks for a code"),
                        ),
                        Form(
                            api="/api/totp/off",
                            schema=PasswordOnly,
                            title=Text("关闭动态验证码", "Switch off"),
                            submit=Text("关闭", "Switch off"),
                            done=Text("已关闭", "It is off"),
                        ),
                    ),
                ),
                step_up_console.PROOF,
                step_up_console.OWN_HISTORY,
                Tab(
                    title=Text("登录设备", "Sessions"),
                    body=(
                        Table(
                            api="/api/sessions",
                            columns=(
                                Column(name="device", label=Text("设备", "Device")),
                                Column(name="address", label=Text("地址", "Address"), width=140),
                                Column(name="seen_at", label=Text("最近使用", "Last used"), kind="datetime"),
                                Column(
                                    name="current", label=Text("当前", "This one"), options=_YES_NO, width=80
                                ),
                            ),
                            actions=(
                                Action(
                                    label=Text("退出其他设备", "Sign out everywhere else"),
                                    api="/api/sessions/end-others",
                                    confirm=Text(
                                        "除此设备外，其他登录都将立即退出。",
                                        "Every sign-in but this one ends at once.",
                                    ),
                                    level="danger",
                                ),
                            ),
                            row_actions=(
                                Action(
                                    label=Text("退出", "Sign out"),
                                    api="/api/sessions/${id}",
                                    method="delete",
                                    visible_when="!current",
                                ),
                            ),
                        ),
                    ),
                ),
            )
        ),
    ),
)

PAGES = (_USERS, _USER, _ACCOUNT)
