"""Rights."""

from renshi_sdk import Text
from renshi_sdk.contributions import DataScope, Permission, SuggestedRole

INTAKE = "lifecycle.intake.review"
CHECKLIST_READ = "lifecycle.checklist.read"
CHECKLIST_MANAGE = "lifecycle.checklist.manage"
IT_WORK = "lifecycle.it_task.work"
CASE = "lifecycle.leaving.manage"
INTERVIEW_READ = "lifecycle.exit_interview.read"
_HR = (SuggestedRole.HR, DataScope.COMPANY)
_ADMIN = (SuggestedRole.ADMIN, DataScope.COMPANY)

PERMISSIONS = (
    Permission(INTAKE, Text("审核入职登记", "Review forms of new hires"), (_HR,), sensitive=True),
    Permission(
        CHECKLIST_READ,
        Text("查看入转离清单", "See checklists"),
        (_HR, _ADMIN, (SuggestedRole.MANAGER, DataScope.REPORTS), (SuggestedRole.EMPLOYEE, DataScope.SELF)),
    ),
    Permission(CHECKLIST_MANAGE, Text("管理清单与模板", "Manage checklists and templates"), (_HR, _ADMIN)),
    Permission(IT_WORK, Text("办理 IT 任务", "Work on IT tasks"), (_ADMIN,)),
    Permission(CASE, Text("办理离职", "Handle leaving"), (_HR,), sensitive=True),
    Permission(INTERVIEW_READ, Text("查看离职面谈", "Read exit interviews"), (_HR,), sensitive=True),
)
