"""Rights of the plugin and who has them from the start."""

from renshi_sdk import Text
from renshi_sdk.contributions import DataScope, Permission, SuggestedRole

HR_COMPANY = (SuggestedRole.HR, DataScope.COMPANY)
ADMIN_COMPANY = (SuggestedRole.ADMIN, DataScope.COMPANY)
MANAGER_REPORTS = (SuggestedRole.MANAGER, DataScope.REPORTS)
PAYROLL_COMPANY = (SuggestedRole.PAYROLL, DataScope.COMPANY)

PERMISSIONS = (
    Permission(
        "attendance.leave.read",
        Text("查看请假和余额", "See leave and balances"),
        (HR_COMPANY, ADMIN_COMPANY, MANAGER_REPORTS),
    ),
    Permission(
        "attendance.leave.manage",
        Text("代请假、销假", "Ask for others, cancel leave"),
        (HR_COMPANY, ADMIN_COMPANY),
    ),
    Permission(
        "attendance.leave_type.manage",
        Text("设置假期类型", "Set leave types"),
        (HR_COMPANY, ADMIN_COMPANY),
    ),
    Permission(
        "attendance.balance.adjust", Text("调整假期余额", "Correct balances"), (HR_COMPANY, ADMIN_COMPANY)
    ),
    Permission(
        "attendance.punch.read",
        Text("查看打卡记录", "See punches"),
        (HR_COMPANY, ADMIN_COMPANY, MANAGER_REPORTS),
    ),
    Permission(
        "attendance.punch.import", Text("导入打卡记录", "Import punches"), (HR_COMPANY, ADMIN_COMPANY)
    ),
    Permission(
        "attendance.calendar.manage", Text("调整公司日历", "Change the calendar"), (HR_COMPANY, ADMIN_COMPANY)
    ),
    Permission(
        "attendance.overtime.override",
        Text("为他人登记超过法定上限的加班", "Enter overtime of others beyond the legal limit"),
        (HR_COMPANY,),
    ),
    Permission(
        "attendance.rule.manage",
        Text("设置班次、考勤组和打卡地点", "Set shifts, groups and sites"),
        (HR_COMPANY, ADMIN_COMPANY),
    ),
    Permission(
        "attendance.month.read",
        Text("查看考勤月", "See attendance months"),
        (HR_COMPANY, ADMIN_COMPANY, PAYROLL_COMPANY, MANAGER_REPORTS),
    ),
    Permission(
        "attendance.month.close",
        Text("汇总和锁定考勤月", "Compute and lock months"),
        (HR_COMPANY, ADMIN_COMPANY),
    ),
    Permission(
        "attendance.month.reopen",
        Text("重新打开已锁定的考勤月", "Open locked months again"),
        (HR_COMPANY, ADMIN_COMPANY),
    ),
    Permission(
        "attendance.settings.manage",
        Text("设置考勤规则", "Set attendance rules"),
        (HR_COMPANY, ADMIN_COMPANY),
    ),
)
