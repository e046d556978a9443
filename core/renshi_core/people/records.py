"""What the room of people contributes: rights, pages, a report, jobs, request kinds, care of personal data."""

from __future__ import annotations

from renshi_core.people import jobs, request_kinds
from renshi_core.people.custom import filling, sealing
from renshi_core.people.datasets import DATASETS
from renshi_core.people.pages import MENU, PAGES
from renshi_core.people.personal_data import PERSONAL_DATA
from renshi_core.people.report import REPORTS
from renshi_core.people.sections import expiring
from renshi_core.people.sections.leavers import RETENTION
from renshi_core.people.self_service import kind as profile_change
from renshi_core.people.transfer import jobs as transfer
from renshi_sdk.contributions import DataScope, Permission, SuggestedRole
from renshi_sdk.text import Text

__all__ = [
    "DATASETS",
    "JOBS",
    "MENU",
    "PAGES",
    "PERMISSIONS",
    "PERSONAL_DATA",
    "REPORTS",
    "REQUEST_KINDS",
    "RETENTION",
    "SCHEDULES",
]

REQUEST_KINDS = (*request_kinds.REQUEST_KINDS, *profile_change.REQUEST_KINDS)
JOBS = (*jobs.JOBS, *expiring.JOBS, *transfer.JOBS, *sealing.JOBS, *filling.JOBS)
SCHEDULES = (*jobs.SCHEDULES, *expiring.SCHEDULES, *transfer.SCHEDULES, *sealing.SCHEDULES)

_HR = (SuggestedRole.HR, DataScope.COMPANY)
_ADMIN = (SuggestedRole.ADMIN, DataScope.TENANT)

PERMISSIONS = (
    Permission(
        "core.employee.read",
        Text("查看员工档案", "See employee files"),
        (
            _ADMIN,
            _HR,
            (SuggestedRole.EMPLOYEE, DataScope.SELF),
            (SuggestedRole.MANAGER, DataScope.REPORTS),
            (SuggestedRole.PAYROLL, DataScope.COMPANY),
            (SuggestedRole.RECRUITER, DataScope.COMPANY),
            (SuggestedRole.FINANCE, DataScope.COMPANY),
        ),
    ),
    Permission("core.employee.create", Text("办理入职", "Hire"), (_ADMIN, _HR)),
    Permission("core.employee.change", Text("办理调动和更正", "Change and correct job facts"), (_ADMIN, _HR)),
    Permission("core.employee.end", Text("办理离职", "End employment"), (_ADMIN, _HR)),
    Permission("core.employee.move_company", Text("跨公司调动", "Move people between companies"), (_ADMIN,)),
    Permission(
        "core.employee.identity",
        Text("查看和登记身份证号", "See and record identity numbers"),
        (_HR,),
        sensitive=True,
    ),
    Permission(
        "core.employee.reveal",
        Text("查看脱敏信息原文", "See masked values in full"),
        (_HR, (SuggestedRole.PAYROLL, DataScope.COMPANY)),
        sensitive=True,
    ),
    Permission("core.employee.import", Text("批量导入员工", "Import employees"), (_ADMIN, _HR)),
    Permission(
        "core.employee.export", Text("导出员工名单", "Export employees"), (_ADMIN, _HR), sensitive=True
    ),
    Permission("core.custom_field.manage", Text("维护自定义字段", "Manage custom fields"), (_ADMIN, _HR)),
)
