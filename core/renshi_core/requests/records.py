"""What the room of requests contributes: rights, pages, and the clock for overdue gates."""

from __future__ import annotations

from renshi_core.requests.datasets import DATASETS
from renshi_core.requests.pages import MENU, PAGES
from renshi_core.requests.personal_data import PERSONAL_DATA
from renshi_core.requests.reports import REPORTS
from renshi_core.requests.timeouts import JOBS, SCHEDULES
from renshi_core.requests.views import READ
from renshi_sdk.contributions import DataScope, Permission, SuggestedRole
from renshi_sdk.text import Text

__all__ = ["DATASETS", "JOBS", "MENU", "PAGES", "PERMISSIONS", "PERSONAL_DATA", "REPORTS", "SCHEDULES"]

_HR = (SuggestedRole.HR, DataScope.COMPANY)
_ADMIN = (SuggestedRole.ADMIN, DataScope.TENANT)

PERMISSIONS = (
    Permission(
        READ,
        Text("查看所辖员工的申请", "See requests of people in one's scope"),
        (_ADMIN, _HR, (SuggestedRole.MANAGER, DataScope.REPORTS)),
    ),
    Permission(
        "core.request.manage", Text("改派审批人", "Hand a waiting request to somebody else"), (_ADMIN, _HR)
    ),
    Permission("core.flow.manage", Text("设置审批流程", "Set approval flows"), (_ADMIN, _HR)),
)
