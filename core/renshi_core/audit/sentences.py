"""Audit rows as sentences: what was done, to what, and the facts kept with it.

Names of actions read ``<plugin>.<noun>.<verb>``; the words here put them into Chinese and English. A word that isn't
known is shown as it is, so nothing is hidden by a missing translation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LONGEST = 240
WHOLE: dict[str, tuple[str, str]] = {
    "core.session.begin": ("登录", "Signed in"),
    "core.session.end": ("退出登录", "Signed out"),
    "core.user.password": ("修改密码", "Changed a password"),
    "core.audit.read": ("查看审计日志", "Read the audit chain"),
    "core.list.export": ("导出列表", "Exported a list"),
    "core.employee.hire": ("办理入职", "Hired an employee"),
    "core.employee.end": ("办理离职", "Ended an employment"),
    "core.employee.change_job": ("办理调动", "Changed a job"),
    "core.employee.read_identity": ("查看身份证号", "Read an identity number"),
    "core.employee.set_identity": ("登记身份证号", "Recorded an identity number"),
    "core.employee.reveal": ("查看脱敏信息原文", "Revealed a masked value"),
    "core.employee.read_identities": ("批量读取证件号码", "Read identity numbers of many people"),
    "core.employee.read_accounts": ("批量读取银行账号", "Read bank accounts of many people"),
    "core.privacy.export": ("导出个人数据", "Exported a person's data"),
    "core.security.change": ("修改登录安全设置", "Changed the rules of signing in"),
    "core.privacy.erase": ("删除个人数据", "Erased a person's data"),
    "core.privacy.ask": ("申请个人数据副本", "Asked for a copy of personal data"),
    "core.privacy.agree": ("同意删除个人数据", "Agreed to an erasure"),
    "core.privacy.hold": ("登记法律保留", "Placed a legal hold"),
    "core.privacy.lift": ("解除法律保留", "Lifted a hold"),
    "core.retention.choose": ("设置保存期限", "Chose a time of keeping"),
    "core.retention.stop": ("停止到期清理", "Stopped a purge"),
    "core.retention.purge": ("清理到期数据", "Removed data whose time was over"),
    "core.consent.publish": ("发布同意事项", "Published a purpose"),
    "core.consent.retire": ("停用同意事项", "Retired a purpose"),
    "core.consent.give": ("同意", "Gave a consent"),
    "core.consent.refuse": ("不同意", "Refused a consent"),
    "core.consent.withdraw": ("撤回同意", "Took a consent back"),
    "core.assessment.create": ("完成影响评估", "Kept an impact assessment"),
    "core.register.export": ("导出处理活动记录", "Exported the register of processing"),
    "core.step_up.choose": ("设置查看前验证", "Set the proof before sensitive data"),
    "core.session.prove": ("再次验证身份", "Proved again who they are"),
    "core.session.refuse_proof": ("身份验证失败", "A proof was refused"),
}
NOUNS: dict[str, tuple[str, str]] = {
    "employee": ("员工", "employee"), "department": ("部门", "department"), "position": ("岗位", "position"),
    "company": ("公司", "company"), "organization": ("组织", "organisation"), "headcount": ("编制", "headcount plan"),
    "cost_centre": ("成本中心", "cost centre"), "reorganisation": ("组织调整", "reorganisation"),
    "request": ("申请", "request"), "flow": ("审批流程", "approval flow"), "substitute": ("代理人", "substitute"),
    "user": ("账号", "account"), "role": ("角色", "role"), "api_key": ("API 密钥", "API key"),
    "session": ("会话", "session"), "totp": ("动态验证码", "one-time codes"), "plugin": ("插件", "plugin"),
    "settings": ("设置", "settings"), "custom_field": ("自定义字段", "custom field"), "field": ("字段", "field"),
    "report": ("报表", "report"), "notice": ("通知", "notice"), "notice_template": ("通知模板", "notice template"),
    "file": ("文件", "file"), "delivery": ("事件投递", "delivery"), "job": ("后台任务", "job"),
    "leave": ("请假", "leave"), "leave_type": ("假期类型", "leave type"), "balance": ("假期余额", "balance"),
    "overtime": ("加班", "overtime"), "punch": ("打卡", "punch"), "month": ("考勤月结", "attendance month"),
    "shift": ("班次", "shift"), "calendar": ("日历", "calendar"), "run": ("工资核算", "pay run"),
    "slip": ("工资条", "pay slip"), "term": ("薪资", "pay terms"), "salary": ("薪资", "salary"),
    "parameter": ("参数", "parameter"), "adjustment": ("调整项", "adjustment"),
    "component": ("工资项目", "component"),
    "requisition": ("招聘需求", "requisition"), "candidate": ("候选人", "candidate"), "offer": ("录用", "offer"),
    "application": ("应聘", "application"), "interview": ("面试", "interview"), "appeal": ("申诉", "appeal"),
    "profile": ("岗位画像", "job profile"), "resume": ("简历", "résumé"), "decision": ("决定", "decision"),
    "course": ("课程", "course"), "enrolment": ("学习任务", "enrolment"), "exam": ("考试", "exam"),
    "contract": ("劳动合同", "contract"), "renewal": ("续签", "renewal"), "binding": ("微信绑定", "binding"),
    "message": ("消息", "message"), "audit": ("审计日志", "audit chain"), "import": ("导入", "import"),
    "employee_import": ("员工导入", "import of employees"), "employee_export": ("员工导出", "export of employees"),
    "employee_document": ("证件资料", "document"), "employee_personal": ("个人信息", "personal data"),
    "recording": ("录音录像", "recording"), "score": ("评分", "score"), "template": ("模板", "template"),
}  # fmt: skip
VERBS: dict[str, tuple[str, str]] = {
    "create": ("新增", "Added"), "add": ("新增", "Added"), "make": ("新建", "Made"), "open": ("开启", "Opened"),
    "change": ("修改", "Changed"), "edit": ("修改", "Changed"),
    "update": ("修改", "Changed"), "put": ("保存", "Saved"),
    "save": ("保存", "Saved"), "set": ("设置", "Set"), "configure": ("设置", "Set up"), "rename": ("改名", "Renamed"),
    "remove": ("删除", "Removed"), "delete": ("删除", "Removed"), "archive": ("归档", "Archived"),
    "restore": ("恢复", "Restored"), "read": ("查看", "Read"), "seen": ("查看", "Read"),
    "list": ("查看列表：", "Listed"), "find": ("查找", "Looked for"),
    "export": ("导出", "Exported"), "download": ("下载", "Downloaded"), "import": ("导入", "Imported"),
    "enable": ("启用", "Switched on"), "disable": ("停用", "Switched off"), "reset": ("恢复", "Reset"),
    "submit": ("提交", "Submitted"), "approve": ("同意", "Approved"), "approved": ("通过", "Approved"),
    "reject": ("驳回", "Rejected"), "return": ("退回", "Returned"), "withdraw": ("撤回", "Withdrew"),
    "cancel": ("取消", "Cancelled"), "delegate": ("转交", "Delegated"), "close": ("关闭", "Closed"),
    "lock": ("锁定", "Locked"), "publish": ("发布", "Published"), "calculate": ("核算", "Calculated"),
    "compute": ("计算", "Computed"), "confirm": ("确认", "Confirmed"),
    "send": ("发送", "Sent"), "grant": ("授予", "Granted"),
    "revoke": ("吊销", "Revoked"), "invite": ("邀请", "Invited"), "reveal": ("查看原文：", "Revealed"),
    "correct": ("更正", "Corrected"), "hire": ("入职", "Hired"), "end": ("结束", "Ended"), "move": ("移动", "Moved"),
    "merge": ("合并", "Merged"), "split": ("拆分", "Split"), "undo": ("撤销", "Undid"), "sign": ("签署", "Signed"),
    "link": ("关联", "Linked"), "complete": ("完成", "Completed"),
    "finish": ("完成", "Finished"), "retry": ("重试", "Retried"),
    "regularise": ("转正", "Regularised"), "decide": ("作出决定：", "Decided on"), "erase": ("删除", "Erased"),
}  # fmt: skip
KEYS: dict[str, tuple[str, str]] = {
    "address": ("地址", "address"), "plugin": ("插件", "plugin"),
    "number": ("编号", "number"), "kind": ("类型", "kind"),
    "reason": ("原因", "reason"), "role": ("角色", "role"), "scope": ("范围", "reach"), "name": ("名称", "name"),
    "filters": ("筛选", "filters"), "rows": ("行数", "rows"), "page": ("页面", "page"), "code": ("编码", "code"),
    "fields": ("字段", "fields"), "login": ("账号", "login"),
    "permission": ("权限", "right"), "report": ("报表", "report"),
    "period": ("期间", "period"), "state": ("状态", "state"),
    "effective_on": ("生效日期", "from"), "to": ("给", "to"),
}  # fmt: skip


def sentence(action: str, locale: str) -> str:
    """``core.plugin.enable`` → 启用插件, "Switched on plugin"."""
    english = locale.startswith("en")
    if action in WHOLE:
        return WHOLE[action][english]
    noun, _, verb = action.partition(".")[2].partition(".")
    known_noun, known_verb = NOUNS.get(noun), VERBS.get(verb)
    if known_noun is None and known_verb is None:
        return action
    said_noun = known_noun[english] if known_noun else noun
    said_verb = known_verb[english] if known_verb else verb
    return f"{said_verb} {said_noun}" if english else f"{said_verb}{said_noun}"


def facts(detail: Mapping[str, Any], locale: str) -> str:
    """What was kept with a row, in one line."""
    english = locale.startswith("en")
    between, after = ("; ", ": ") if english else ("；", "：")
    parts = [
        f"{KEYS[key][english] if key in KEYS else key}{after}{_value(value)}"
        for key, value in detail.items()
        # Ids say nothing to a reader; whom and what a row is about has columns of its own.
        if value not in (None, "", [], {}) and not key.endswith(("_id", "_ids"))
    ]
    line = between.join(parts)
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{k}={_value(v)}" for k, v in value.items())
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, list):
        return ", ".join(_value(v) for v in value)
    return str(value)
