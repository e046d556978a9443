"""Flows in words: one line for a list, and what differs between two versions."""

from __future__ import annotations

from collections.abc import Iterable

from renshi_core.requests.flow_names import NAMELESS, Names
from renshi_sdk.contributions import (
    Condition,
    DepartmentHead,
    Flow,
    Group,
    HrPartner,
    Manager,
    ManagerLine,
    Person,
    PositionHolder,
    RequesterChoice,
    RoleHolder,
    Step,
)
from renshi_sdk.contributions.flows import Approver
from renshi_sdk.text import Text

MODES = {
    "any": Text("或签", "one of them"),
    "all": Text("会签", "all of them"),
    "in_order": Text("依次", "in order"),
}
OPS = {
    "eq": Text("等于", "is"),
    "ne": Text("不等于", "is not"),
    "gt": Text("大于", "is more than"),
    "ge": Text("大于等于", "is at least"),
    "lt": Text("小于", "is less than"),
    "le": Text("小于等于", "is at most"),
    "in": Text("属于", "is one of"),
    "not_in": Text("不属于", "is none of"),
    "empty": Text("为空", "is empty"),
    "filled": Text("已填写", "is filled in"),
}
TIMEOUTS = {
    "remind": Text("提醒一次", "remind once"),
    "escalate": Text("转交上级", "ask the next manager"),
    "reject": Text("自动拒绝", "refuse"),
}


def summary(flow: Flow) -> Text:
    """The steps in one line."""
    if not flow.steps:
        return Text("无需审批", "No approval")
    return Text(
        " → ".join(s.title + ("（有条件）" if s.when else "") for s in flow.steps),
        " → ".join(s.title + (" (conditional)" if s.when else "") for s in flow.steps),
    )


def approver_words(one: Approver, names: Names = NAMELESS) -> Text:
    """Who is meant, without looking anybody up; roles, positions and people by their ``names``."""
    match one:
        case Manager(level=1):
            return Text("直属上级", "the manager")
        case Manager():
            return Text(f"第{one.level}级上级", f"the manager {one.level} levels up")
        case ManagerLine():
            until = "、".join(one.until_grades)
            return Text(
                f"逐级上级，最多{one.levels}级" + (f"，至职级 {until}" if until else ""),
                f"managers up the line, at most {one.levels}" + (f", until grade {until}" if until else ""),
            )
        case DepartmentHead(level=0):
            return Text("部门负责人", "the department's head")
        case DepartmentHead():
            return Text(f"上{one.level}级部门负责人", f"the head {one.level} departments up")
        case HrPartner():
            role = names.role(one.role)
            return Text(f"部门人事伙伴（{role.zh}）", f"the HR partner ({role.en})")
        case RoleHolder():
            role = names.role(one.role)
            return Text(f"角色 {role.zh}", f"holders of the role {role.en}")
        case PositionHolder():
            position = names.thing(one.position_id)
            return (
                Text(f"岗位 {position}", f"holders of the position {position}")
                if position
                else Text("任某岗位者", "holders of a position")
            )
        case Person():
            person = names.thing(one.employee_id)
            return Text(person, person) if person else Text("指定人员", "a named person")
        case RequesterChoice():
            return Text(f"申请人自选（最多{one.most}人）", f"whom the requester chooses (at most {one.most})")


def rule_words(test: Condition | Group, names: Names = NAMELESS) -> Text:
    """A test in words."""
    if isinstance(test, Group):
        parts = [rule_words(t, names) for t in test.tests]
        zh, en = {"all": ("且", "and"), "any": ("或", "or"), "none": ("或", "or")}[test.match]
        inner = Text(f" {zh} ".join(p.zh for p in parts), f" {en} ".join(p.en for p in parts))
        return (
            Text(f"非（{inner.zh}）", f"not ({inner.en})")
            if test.match == "none"
            else Text(f"（{inner.zh}）", f"({inner.en})")
        )
    field = names.field(test.field)
    if test.op in ("empty", "filled"):
        return Text(f"{field.zh} {OPS[test.op].zh}", f"{field.en} {OPS[test.op].en}")
    value = names.value(test.field, test.value)
    return Text(f"{field.zh} {OPS[test.op].zh} {value.zh}", f"{field.en} {OPS[test.op].en} {value.en}")


def differences(before: Flow, after: Flow, names: Names = NAMELESS) -> list[Text]:
    """What the newer of two flows changed, one line each; steps are told apart by their titles."""
    old, new = {s.title: s for s in before.steps}, {s.title: s for s in after.steps}
    lines = [Text(f"删除环节“{t}”", f"step {t!r} removed") for t in old if t not in new]
    lines += [Text(f"新增环节“{t}”", f"step {t!r} added") for t in new if t not in old]
    kept_old, kept_new = [t for t in old if t in new], [t for t in new if t in old]
    if kept_old != kept_new:
        lines.append(
            Text(f"环节顺序改为 {' → '.join(kept_new)}", f"steps now in the order {' → '.join(kept_new)}")
        )
    for title in kept_new:
        lines += _step_differences(old[title], new[title], names)
    for name, said in (
        ("allow_self_approval", Text("允许本人审批", "self approval")),
        ("merge_repeats", Text("相邻重复审批人合并", "merging of repeated approvers")),
    ):
        now = getattr(after, name)
        if getattr(before, name) != now:
            lines.append(Text(f"{said.zh}：{'开' if now else '关'}", f"{said.en}: {'on' if now else 'off'}"))
    for name, said in (
        ("copy_on_submit", Text("提交时抄送", "copies on submission")),
        ("copy_on_approve", Text("通过后抄送", "copies on approval")),
    ):
        if getattr(before, name) != getattr(after, name):
            lines.append(_list(said, getattr(after, name), names))
    return lines


def _step_differences(old: Step, new: Step, names: Names) -> list[Text]:
    lines: list[Text] = []
    at = Text(f"“{new.title}”", f"{new.title}: ")
    if old.approvers != new.approvers:
        lines.append(_list(Text(f"{at.zh}审批人", f"{at.en}approvers"), new.approvers, names))
    if old.mode != new.mode:
        lines.append(Text(f"{at.zh}方式：{MODES[new.mode].zh}", f"{at.en}{MODES[new.mode].en}"))
    if old.when != new.when:
        tests = [rule_words(t, names) for t in new.when]
        lines.append(
            Text(
                f"{at.zh}条件：" + (" 且 ".join(t.zh for t in tests) or "无"),
                f"{at.en}condition: " + (" and ".join(t.en for t in tests) or "none"),
            )
        )
    if (old.timeout_hours, old.on_timeout) != (new.timeout_hours, new.on_timeout):
        hours, what = new.timeout_hours, TIMEOUTS[new.on_timeout]
        lines.append(
            Text(
                f"{at.zh}时限：" + (f"{hours} 小时后{what.zh}" if hours else "无"),
                f"{at.en}time limit: " + (f"after {hours} h {what.en}" if hours else "none"),
            )
        )
    if old.fallback_role != new.fallback_role:
        role = names.role(new.fallback_role)
        lines.append(Text(f"{at.zh}备用角色：{role.zh}", f"{at.en}fallback role: {role.en}"))
    if old.copy_to != new.copy_to:
        lines.append(_list(Text(f"{at.zh}抄送", f"{at.en}copies"), new.copy_to, names))
    if old.allow_add_signer != new.allow_add_signer:
        on = new.allow_add_signer
        lines.append(
            Text(
                f"{at.zh}加签：{'允许' if on else '不允许'}",
                f"{at.en}adding signers: {'on' if on else 'off'}",
            )
        )
    return lines


def _list(said: Text, whom: Iterable[Approver], names: Names) -> Text:
    words = [approver_words(one, names) for one in whom]
    return Text(
        f"{said.zh}：" + ("、".join(w.zh for w in words) or "无"),
        f"{said.en}: " + (", ".join(w.en for w in words) or "none"),
    )
