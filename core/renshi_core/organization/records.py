"""Rights and pages of the organisation."""

from __future__ import annotations

from renshi_core.organization import pages
from renshi_core.organization.pages import company
from renshi_core.organization.personal_data import PERSONAL_DATA
from renshi_core.organization.report import REPORTS
from renshi_sdk.contributions import DataScope, MenuEntry, Page, Permission, SuggestedRole
from renshi_sdk.pages import Action, Column, Field, Table
from renshi_sdk.text import Text

__all__ = ["MENU", "PAGES", "PERMISSIONS", "PERSONAL_DATA", "REPORTS"]

_HR = (SuggestedRole.HR, DataScope.COMPANY)
_ADMIN = (SuggestedRole.ADMIN, DataScope.TENANT)
READ, MANAGE = "core.organization.read", "core.organization.manage"

PERMISSIONS = (
    Permission(
        READ,
        Text("查看组织架构", "See the organisation"),
        (
            _ADMIN,
            _HR,
            *(
                (role, DataScope.COMPANY)
                for role in (
                    SuggestedRole.EMPLOYEE,
                    SuggestedRole.MANAGER,
                    SuggestedRole.PAYROLL,
                    SuggestedRole.RECRUITER,
                    SuggestedRole.FINANCE,
                )
            ),
        ),
    ),
    Permission(MANAGE, Text("维护部门和岗位", "Manage departments and positions"), (_ADMIN, _HR)),
    Permission("core.reason.manage", Text("维护离职和调动原因", "Manage codes of reasons"), (_ADMIN, _HR)),
    Permission("core.reorganisation.manage", Text("组织重组", "Reorganise departments"), (_ADMIN, _HR)),
    Permission("core.headcount.manage", Text("编制编制方案", "Draw up headcount plans"), (_ADMIN, _HR)),
    Permission("core.headcount.approve", Text("审批编制方案", "Approve headcount plans"), (_ADMIN,)),
    Permission("core.company.create", Text("新建公司", "Found companies"), (_ADMIN,)),
    Permission("core.company.manage", Text("维护公司信息", "Manage the company's facts"), (_ADMIN, _HR)),
)

_NAME = Field(name="name", label=Text("名称", "Name"), required=True)
_CODE = Field(
    name="code",
    label=Text("编码", "Code"),
    required=True,
    help=Text("字母、数字、- _ .，公司内唯一", "letters, digits, - _ . ; unique in the company"),
)
_DEPARTMENT = Field(name="department_id", label=Text("所属部门", "Department"), kind="department")

PAGES = (
    *pages.PAGES,
    company.COMPANY,
    Page(
        path="/positions",
        title=Text("岗位", "Positions"),
        permission=READ,
        body=(
            Table(
                api="/api/positions",
                columns=(
                    Column(name="title", label=Text("岗位", "Position"), sortable=True),
                    Column(name="code", label=Text("编码", "Code"), sortable=True, width=140),
                    Column(name="department_name", label=Text("所属部门", "Department")),
                    Column(name="headcount", label=Text("在岗人数", "People"), kind="integer", width=110),
                ),
                filters=(
                    Field(name="q", label=Text("搜索", "Search")),
                    _DEPARTMENT,
                ),
                actions=(
                    Action(
                        label=Text("新建岗位", "New position"),
                        api="/api/positions",
                        fields=(
                            _CODE,
                            Field(name="title", label=Text("岗位名称", "Title"), required=True),
                            _DEPARTMENT,
                        ),
                        level="primary",
                        permission=MANAGE,
                    ),
                ),
                row_actions=(
                    Action(
                        label=Text("编辑", "Edit"),
                        api="/api/positions/${id}",
                        method="patch",
                        fields=(
                            _CODE,
                            Field(name="title", label=Text("岗位名称", "Title"), required=True),
                            _DEPARTMENT,
                        ),
                        level="link",
                        permission=MANAGE,
                    ),
                    Action(
                        label=Text("停用", "Remove"),
                        api="/api/positions/${id}",
                        method="delete",
                        confirm=Text("确定停用此岗位？", "Remove this position?"),
                        level="link",
                        permission=MANAGE,
                    ),
                ),
                empty=Text("还没有岗位", "No position yet"),
            ),
        ),
    ),
    Page(
        path="/companies",
        title=Text("公司", "Companies"),
        permission="core.company.manage",
        body=(
            Table(
                api="/api/companies",
                columns=(
                    Column(name="name", label=Text("公司", "Company")),
                    Column(name="code", label=Text("编码", "Code"), width=120),
                    company.INDUSTRY,
                    Column(name="city", label=Text("城市", "City"), width=100),
                    Column(name="credit_code", label=Text("统一社会信用代码", "Credit code")),
                ),
                actions=(
                    Action(
                        label=Text("新建公司", "New company"),
                        api="/api/companies",
                        fields=(
                            _CODE,
                            _NAME,
                            Field(
                                name="public_code",
                                label=Text("公开编码", "Public code"),
                                required=True,
                                help=Text(
                                    "用于对外网址，小写字母、数字和 -",
                                    "part of public addresses: a-z, 0-9 and -",
                                ),
                            ),
                            Field(
                                name="industry",
                                label=Text("行业", "Industry"),
                                kind="choice",
                                options=company.INDUSTRY_OPTIONS,
                                required=True,
                            ),
                            Field(name="city", label=Text("城市", "City"), required=True),
                            Field(name="credit_code", label=Text("统一社会信用代码", "Credit code")),
                        ),
                        level="primary",
                        permission="core.company.create",
                    ),
                ),
            ),
        ),
    ),
)

MENU = (
    *pages.MENU,
    company.ENTRY,
    MenuEntry(
        title=Text("岗位", "Positions"),
        page="/positions",
        permission=READ,
        section="people",
        icon="id-badge",
        order=30,
    ),
    MenuEntry(
        title=Text("公司", "Companies"),
        page="/companies",
        permission="core.company.manage",
        section="settings",
        icon="building",
        order=30,
    ),
)
