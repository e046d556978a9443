"""The wire of accounts."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, BeforeValidator, Field, StringConstraints

from renshi_sdk.contributions import DataScope
from renshi_sdk.web import Schema

REACHES = {
    "self": ["仅本人", "Oneself"],
    "reports": ["直接下属", "Direct reports"],
    "department": ["部门及下级", "Department and below"],
    "company": ["全公司", "Company"],
    "tenant": ["全集团", "Group"],
}


def _titled(
    zh: str,
    en: str,
    *,
    kind: str | None = None,
    choices: str | None = None,
    labels: Any = None,
    **options: Any,
) -> Any:
    extra: dict[str, Any] = {"title_en": en}
    for word, value in (("x-kind", kind), ("x-options-api", choices), ("x-labels", labels)):
        if value is not None:
            extra[word] = value
    return Field(title=zh, json_schema_extra=extra, **options)


def _none_where_blank(value: object) -> object:
    # A form sends an emptied input as an empty text.
    return None if isinstance(value, str) and not value.strip() else value


Name = Annotated[str, StringConstraints(min_length=1, max_length=60)]
# Passwords keep their spaces; what a new one must be is for the service to say.
Password = Annotated[str, StringConstraints(strip_whitespace=False, min_length=1, max_length=512)]
Email = Annotated[
    Annotated[str, StringConstraints(max_length=120, pattern=r"^[^@\s]+@[^@\s]+$")] | None,
    BeforeValidator(_none_where_blank),
]
Id = Annotated[UUID | None, BeforeValidator(_none_where_blank)]
Moment = Annotated[AwareDatetime | None, BeforeValidator(_none_where_blank)]
Chosen = Annotated[
    Annotated[str, StringConstraints(max_length=40)] | None, BeforeValidator(_none_where_blank)
]


class SignIn(Schema):
    """Credentials."""

    tenant: str = _titled("企业代码", "Company group", min_length=1, max_length=40)
    login: str = _titled("账号", "Login", min_length=1, max_length=64)
    password: Password = _titled("密码", "Password", kind="password")
    totp: str | None = _titled("动态验证码", "One-time code", default=None, max_length=6)


class ChooseCompany(Schema):
    """The company to work in."""

    company_id: UUID = _titled("公司", "Company")


class ChangePassword(Schema):
    """One's own password."""

    current: Password = _titled("当前密码", "Current password", kind="password")
    new: Password = _titled("新密码", "New password", kind="password")


class PasswordOnly(Schema):
    """A password, to show that it's really the owner."""

    password: Password = _titled("密码", "Password", kind="password")


class Code(Schema):
    """A one-time code."""

    code: str = _titled("动态验证码", "One-time code", min_length=6, max_length=6)


class AcceptInvitation(Schema):
    """The first password, or a new one after losing it."""

    token: str = _titled("邀请码", "Invitation", min_length=10, max_length=200)
    password: Password = _titled("密码", "Password", kind="password")


class UserCreate(Schema):
    """A new account; with ``role`` it gets the role with its usual reach."""

    login: str = _titled("账号", "Login", min_length=2, max_length=64)
    name: Name = _titled("姓名", "Name")
    email: Email = _titled("邮箱", "E-mail", default=None)
    employee_id: Id = _titled("关联员工", "Employee", kind="employee", default=None)
    role: Chosen = _titled("角色", "Role", choices="/api/roles/options", default=None)


class UserUpdate(Schema):
    """Changes to an account; what is left out stays."""

    login: str | None = _titled("账号", "Login", default=None, min_length=2, max_length=64)
    name: Name | None = _titled("姓名", "Name", default=None)
    email: Email = _titled("邮箱", "E-mail", default=None)
    employee_id: Id = _titled("关联员工", "Employee", kind="employee", default=None)


class GrantCreate(Schema):
    """A role for an account."""

    role: str = _titled("角色", "Role", min_length=1, max_length=40)
    scope: DataScope = _titled("数据范围", "Reach", labels=REACHES)
    department_id: Id = _titled("部门", "Department", kind="department", default=None)


class PermissionOfRole(Schema):
    """A right and its reach."""

    permission: str = _titled("权限", "Right", min_length=1, max_length=120)
    scope: DataScope = _titled("数据范围", "Reach", labels=REACHES)


class Reach(Schema):
    """How far a right reaches."""

    scope: DataScope = _titled("数据范围", "Reach", labels=REACHES)


class RoleCreate(Schema):
    """A role of the company's own."""

    code: str = _titled("编码", "Code", pattern=r"^[a-z][a-z0-9_]{1,39}$")
    title_zh: str = _titled("名称", "Name", min_length=1, max_length=40)
    title_en: str = _titled("英文名称", "English name", min_length=1, max_length=40)
    reach: DataScope = _titled("通常范围", "Usual reach", labels=REACHES, default=DataScope.COMPANY)


class RoleUpdate(Schema):
    """What a role is called."""

    title_zh: str = _titled("名称", "Name", min_length=1, max_length=40)
    title_en: str = _titled("英文名称", "English name", min_length=1, max_length=40)


class RolePermissions(Schema):
    """All rights of a role."""

    permissions: list[PermissionOfRole] = _titled("权限", "Rights", max_length=1000)


class MatrixRow(BaseModel):
    """A right of the matrix; what else the row shows comes back with it and is not looked at."""

    permission: str = Field(min_length=1, max_length=120)
    scope: DataScope | Literal[""] | None = None


class RoleMatrix(Schema):
    """The whole matrix of a role: rights without a reach aren't held."""

    items: list[MatrixRow] = Field(max_length=2000)


class KeyCreate(Schema):
    """A key for a program."""

    name: Name = _titled("用途", "What it's for")
    roles: list[str] | None = _titled("角色", "Roles", default=None, max_length=20)
    expires_at: Moment = _titled("到期时间", "Ends at", default=None)
