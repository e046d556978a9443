"""Rights."""

from renshi_sdk import Text
from renshi_sdk.contributions import DataScope, Permission, SuggestedRole

READ, BUILD, SHARE, SCHEDULE = (
    "reporting.report.read",
    "reporting.report.build",
    "reporting.report.share",
    "reporting.schedule.manage",
)
_HR = (SuggestedRole.HR, DataScope.COMPANY)
_ADMIN = (SuggestedRole.ADMIN, DataScope.COMPANY)

PERMISSIONS = (
    Permission(
        READ,
        Text("使用报表中心", "Use the report centre"),
        (
            _HR,
            _ADMIN,
            (SuggestedRole.FINANCE, DataScope.COMPANY),
            (SuggestedRole.PAYROLL, DataScope.COMPANY),
            (SuggestedRole.RECRUITER, DataScope.COMPANY),
            (SuggestedRole.MANAGER, DataScope.REPORTS),
        ),
    ),
    Permission(
        BUILD,
        Text("自建报表", "Build reports"),
        (_HR, _ADMIN, (SuggestedRole.FINANCE, DataScope.COMPANY), (SuggestedRole.MANAGER, DataScope.REPORTS)),
    ),
    Permission(
        SHARE, Text("共享报表给角色或全公司", "Share reports with roles or the company"), (_HR, _ADMIN)
    ),
    Permission(SCHEDULE, Text("设置报表定时推送", "Send reports at a clock"), (_HR, _ADMIN)),
)
