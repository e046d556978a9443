"""Rights."""

from renshi_sdk import Text
from renshi_sdk.contributions import DataScope, Permission, SuggestedRole

READ, MANAGE = "contracts.contract.read", "contracts.contract.manage"
_HR = (SuggestedRole.HR, DataScope.COMPANY)
_ADMIN = (SuggestedRole.ADMIN, DataScope.COMPANY)

PERMISSIONS = (
    Permission(
        READ,
        Text("查看劳动合同", "See contracts"),
        (_HR, _ADMIN, (SuggestedRole.EMPLOYEE, DataScope.SELF)),
    ),
    Permission(MANAGE, Text("办理合同签订、续签与终止", "Make, renew and end contracts"), (_HR, _ADMIN)),
)
