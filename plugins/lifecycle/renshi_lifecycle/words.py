"""Names of states and kinds, as people read them."""

from __future__ import annotations

from renshi_sdk import Text
from renshi_sdk.pages import Colour, Option


def options(named: dict[str, tuple[str, str, Colour]]) -> tuple[Option, ...]:
    """Choices with their colours."""
    return tuple(Option(value=v, label=Text(zh, en), colour=c) for v, (zh, en, c) in named.items())


INTAKE_STATES = options(
    {
        "open": ("填写中", "Being filled in", "info"),
        "submitted": ("待审核", "To review", "warning"),
        "returned": ("已退回", "Sent back", "danger"),
        "accepted": ("已采纳", "Taken over", "success"),
        "closed": ("已关闭", "Closed", "default"),
    }
)
LINK_STATES = options(
    {
        "none": ("未发送", "Not sent", "warning"),
        "sent": ("已生成", "Made", "info"),
        "opened": ("已打开", "Opened", "success"),
        "revoked": ("已收回", "Taken back", "default"),
        "locked": ("输错锁定", "Locked", "danger"),
        "replayed": ("疑似复制", "Copied", "danger"),
    }
)
SECTION_STATES = options(
    {
        "empty": ("未填写", "Empty", "default"),
        "draft": ("填写中", "Draft", "default"),
        "sent": ("待审核", "To review", "warning"),
        "accepted": ("已采纳", "Taken over", "success"),
        "returned": ("已退回", "Sent back", "danger"),
    }
)
PAPER_KINDS = options(
    {
        "diploma": ("学历证书", "Diploma", "default"),
        "degree": ("学位证书", "Degree", "default"),
        "qualification": ("职业资格证书", "Qualification", "default"),
        "operation": ("特种作业操作证", "Permit for special operations", "default"),
        "health": ("健康证", "Health certificate", "default"),
        "leaving": ("离职证明", "Leaving certificate", "default"),
        "photo": ("证件照", "Photograph", "default"),
        "work_permit": ("外国人工作许可证", "Work permit", "default"),
        "other": ("其他", "Other", "default"),
    }
)
OCCASIONS = options(
    {
        "onboarding": ("入职", "Onboarding", "info"),
        "transfer": ("调动", "Transfer", "default"),
        "secondment": ("借调", "Secondment", "default"),
        "leaving": ("离职", "Leaving", "warning"),
    }
)
CHECKLIST_STATES = options(
    {
        "open": ("办理中", "Under way", "info"),
        "done": ("已完成", "Done", "success"),
        "cancelled": ("已取消", "Called off", "default"),
    }
)
TASK_STATES = options(
    {
        "waiting": ("等待前置任务", "Waits", "default"),
        "open": ("待办", "Open", "warning"),
        "done": ("已完成", "Done", "success"),
        "skipped": ("无需办理", "Not needed", "default"),
        "cancelled": ("已取消", "Called off", "default"),
    }
)
OWNERS = options(
    {
        "employee": ("本人", "Employee", "default"),
        "manager": ("直属上级", "Manager", "default"),
        "hr": ("人事", "HR", "default"),
        "it": ("IT", "IT", "default"),
        "mentor": ("导师", "Mentor", "default"),
    }
)
MAIN_REASONS: dict[str, Text] = {
    "pay": Text("薪酬福利", "Pay and benefits"),
    "growth": Text("发展与晋升", "Growth and advancement"),
    "manager": Text("上级与管理", "The manager"),
    "work": Text("工作内容", "The work itself"),
    "hours": Text("工作时间与强度", "Hours and load"),
    "culture": Text("文化与氛围", "Culture and people"),
    "place": Text("工作地点与通勤", "Place and commute"),
    "family": Text("家庭原因", "Family"),
    "health": Text("健康原因", "Health"),
    "other": Text("其他", "Another"),
}
"""What somebody names as the main reason in the exit interview."""
LEAVE_REASONS: dict[str, Text] = {
    "personal": Text("个人原因辞职", "Resigned, personal"),
    "career": Text("个人发展辞职", "Resigned, career"),
    "pay": Text("薪酬原因辞职", "Resigned, pay"),
    "family": Text("家庭原因辞职", "Resigned, family"),
    "mutual": Text("协商一致", "By agreement"),
    "probation_failed": Text("试用期不符合录用条件", "Failed the probation"),
    "misconduct": Text("严重违纪等", "For fault"),
    "incapable": Text("不能胜任等", "Not up to the job and others"),
    "redundancy": Text("经济性裁员", "Redundancy"),
    "term_over": Text("合同期满", "Contract ran out"),
    "retired": Text("退休", "Retired"),
    "died": Text("死亡", "Died"),
}
"""The platform's codes of leaving."""
