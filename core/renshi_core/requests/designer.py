"""The designer's form: a flow as a form can hold it, the JSON Schema that draws it, and the way back.

Conditions stand in groups, and groups in groups, as deep as a flow may have them. In the form a group holds its
conditions before its groups; which comes first makes no difference to a flow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from renshi_core.requests.facts import Fact, facts_of
from renshi_core.requests.flow_words import MODES, OPS, TIMEOUTS
from renshi_sdk.context import Context
from renshi_sdk.contributions import Condition, Flow, Group, RequestKind
from renshi_sdk.contributions.flows import DEEPEST_GROUP
from renshi_sdk.db import fetch
from renshi_sdk.text import Text

_MATCHES = {
    "all": Text("全部满足", "All of these"),
    "any": Text("任一满足", "Any of these"),
    "none": Text("全不满足", "None of these"),
}


def design_of(flow: Flow, facts: Mapping[str, Fact]) -> dict[str, Any]:
    """A flow in the form's shape: every condition inside a group, values as they are typed."""
    plain = flow.model_dump(mode="json")
    for name in ("copy_on_submit", "copy_on_approve"):
        plain[name] = [_typed_approver(one) for one in plain[name]]
    for step, shown in zip(flow.steps, plain["steps"], strict=True):
        for name in ("approvers", "copy_to"):
            shown[name] = [_typed_approver(one) for one in shown[name]]
        loose = [t for t in step.when if isinstance(t, Condition)]
        groups = [t for t in step.when if isinstance(t, Group)]
        shown["when"] = [
            *([_group("all", loose, facts)] if loose else []),
            *(_group(g.match, g.tests, facts) for g in groups),
        ]
    return plain


def _typed_approver(one: dict[str, Any]) -> dict[str, Any]:
    grades = one.get("until_grades")
    return one | {"until_grades": ", ".join(grades)} if grades is not None else one


def _group(match: str, tests: Iterable[Condition | Group], facts: Mapping[str, Fact]) -> dict[str, Any]:
    lines: list[dict[str, Any]] = []
    groups: list[dict[str, Any]] = []
    for test in tests:
        if isinstance(test, Group):
            groups.append(_group(test.match, test.tests, facts))
            continue
        value = test.value
        if isinstance(value, bool):
            value = "true" if value else "false"
        fact = facts.get(test.field)
        if isinstance(value, list | tuple) and not (fact and (fact.choices or fact.options_api)):
            value = ", ".join(str(one) for one in value)
        lines.append({"field": test.field, "op": test.op, "value": value})
    return {"match": match, "tests": lines, "groups": groups}


async def flow_of(ctx: Context, kind: RequestKind, design: Mapping[str, Any]) -> dict[str, Any]:
    """What the form says as a flow, still unchecked."""
    facts = await facts_of(kind)
    names = ("steps", "allow_self_approval", "merge_repeats", "copy_on_submit", "copy_on_approve")
    flow = {name: design[name] for name in names if design.get(name) is not None}
    steps: list[Any] = []
    for step in flow.get("steps") or ():
        if not isinstance(step, Mapping):
            steps.append(step)
            continue
        made = {k: v for k, v in step.items() if v not in (None, "") and not k.startswith("__")}
        made["when"] = _tests(made.get("when"), facts)
        for name in ("approvers", "copy_to"):
            made[name] = [_approver(one) for one in made.get(name) or ()]
        steps.append(made)
    flow["steps"] = steps
    for name in ("copy_on_submit", "copy_on_approve"):
        flow[name] = [_approver(one) for one in flow.get(name) or ()]
    return flow


def _approver(one: Any) -> Any:
    if not isinstance(one, Mapping):
        return one
    made = {k: v for k, v in one.items() if v not in (None, "") and not k.startswith("__")}
    grades = made.get("until_grades")
    if isinstance(grades, str):
        made["until_grades"] = _split(grades)
    return made


def _tests(groups: Any, facts: Mapping[str, Fact]) -> list[Any]:
    """Groups with what lies in them; a group in which nothing was said is none."""
    made: list[Any] = []
    for group in groups or ():
        if not isinstance(group, Mapping):
            made.append(group)
            continue
        tests = [_test(t, facts) for t in group.get("tests") or ()] + _tests(group.get("groups"), facts)
        if tests:
            made.append({"match": group.get("match") or "all", "tests": tests})
    return made


def _test(test: Any, facts: Mapping[str, Fact]) -> Any:
    if not isinstance(test, Mapping):
        return test
    op, field = test.get("op"), test.get("field")
    value = test.get("value")
    if op in ("empty", "filled"):
        return {"field": field, "op": op}
    fact = facts.get(str(field))
    if op in ("in", "not_in"):
        many = value if isinstance(value, list) else _split(str(value or ""))
        return {"field": field, "op": op, "value": [_typed(v, fact) for v in many]}
    if isinstance(value, list):
        value = value[0] if len(value) == 1 else value
    return {"field": field, "op": op, "value": _typed(value, fact)}


def _typed(value: Any, fact: Fact | None) -> Any:
    if fact is not None and fact.type is bool and isinstance(value, str):
        return {"true": True, "是": True, "yes": True, "1": True}.get(value.strip().lower(), False)
    return value.strip() if isinstance(value, str) else value


def _split(text: str) -> list[str]:
    for mark in ("，", "、", ";", "；"):
        text = text.replace(mark, ",")
    return [part.strip() for part in text.split(",") if part.strip()]


async def schema_of(ctx: Context, kind: RequestKind) -> dict[str, Any]:
    """The JSON Schema that draws the designer for one kind in the context's company."""
    facts = await facts_of(kind)
    roles = await fetch(
        "SELECT code, title_zh, title_en FROM core_role WHERE company_id = $1 ORDER BY suggested DESC, code",
        ctx.company_id,
    )
    role_words = {r["code"]: [r["title_zh"], r["title_en"]] for r in roles}
    role = _choice("角色", "Role", role_words)
    variants = _variants(role)
    told = [v for v in variants if v["properties"]["type"]["const"] != "requester_choice"]
    step = {
        "type": "object",
        "title": "环节",
        "required": ["title", "mode", "approvers"],
        "properties": {
            "title": _text("环节名称", "Step", max_length=40),
            "approvers": _union(
                "审批人", "Approvers", variants, add=Text("添加审批人", "Add an approver"), least=1
            ),
            "mode": _choice("多人审批时", "With several people", _words(MODES)) | {"default": "any"},
            "when": {
                "type": "array",
                "title": "进入条件",
                "title_en": "Only where",
                "description": "不设条件则每份申请都经过此环节；设多组时须各组都满足",
                "description_en": "Without conditions every request passes here; several groups must all hold",
                "x-add": ["添加条件组", "Add a group"],
                "items": _group_schema(facts),
            },
            "timeout_hours": _number("时限（小时）", "Time limit (hours)", 1, 24 * 90),
            "on_timeout": _choice("超时后", "When time runs out", _words(TIMEOUTS))
            | {"default": "remind", "x-visible-when": "timeout_hours"},
            "copy_to": _union("通过后抄送", "Copy to when passed", told, add=Text("添加抄送", "Add")),
            "allow_add_signer": _switch("允许加签", "Approvers may add signers", default=True),
            "fallback_role": _choice("找不到审批人时转给", "Where nobody is found, ask", role_words)
            | {"default": "hr"},
        },
    }
    return {
        "type": "object",
        "required": ["steps"],
        "properties": {
            "steps": {
                "type": "array",
                "title": "审批环节",
                "title_en": "Steps",
                "items": step,
                "x-add": ["添加环节", "Add a step"],
                "x-draggable": True,
            },
            "copy_on_submit": _union(
                "提交时抄送", "Copy to on submission", told, add=Text("添加抄送", "Add")
            ),
            "copy_on_approve": _union("通过后抄送", "Copy to on approval", told, add=Text("添加抄送", "Add")),
            "merge_repeats": _switch(
                "相邻环节审批人相同时自动合并",
                "Who agreed at the step before need not agree again",
            ),
            "allow_self_approval": _switch(
                "允许审批本人的申请（一般不建议）", "Let people approve their own (not advised)"
            ),
        },
    }


def _group_schema(facts: Mapping[str, Fact], deep: int = 1) -> dict[str, Any]:
    """A group of conditions at a depth, with groups inside it as far as a flow may have them."""
    labels = {f.field: [f.title.zh, f.title.en] for f in facts.values()}
    chosen = [f for f in facts.values() if f.choices or f.type is bool or f.reference or f.options_api]
    needs_value = "op != 'empty' && op != 'filled'"
    plain = " && ".join([needs_value, *(f"field != '{f.field}'" for f in chosen)])
    properties: dict[str, Any] = {
        "field": _choice("字段", "Field", labels) | {"x-searchable": True},
        "op": _choice("比较", "Test", _words(OPS)) | {"x-list": True},
        "value": _text("值", "Value", max_length=500)
        | {
            "x-visible-when": plain,
            "description": "多个值用逗号分隔，日期如 2026-12-01",
            "description_en": "Several values with commas; dates like 2026-12-01",
        },
    }
    for place, fact in enumerate(chosen):
        shown = {"x-name": "value", "x-visible-when": f"{needs_value} && field == '{fact.field}'"}
        one: dict[str, Any]
        if fact.choices:
            one = _choice("值", "Value", {v: [t.zh, t.en] for v, t in fact.choices}) | {"x-multiple": True}
        elif fact.options_api:
            one = {"type": "array", "title": "值", "title_en": "Value", "x-options-api": fact.options_api}
        elif fact.type is bool:
            one = _choice("值", "Value", {"true": ["是", "Yes"], "false": ["否", "No"]})
        else:
            one = {"type": "string", "title": "值", "title_en": "Value", "x-kind": fact.reference}
        properties[f"value_{place}"] = one | shown
    inside: dict[str, Any] = {
        "match": _choice("关系", "Match", _words(_MATCHES)) | {"default": "all"},
        "tests": {
            "type": "array",
            "title": "条件",
            "title_en": "Conditions",
            "x-add": ["添加条件", "Add a condition"],
            "x-inline": True,
            "items": {"type": "object", "required": ["field", "op"], "properties": properties},
        },
    }
    if deep < DEEPEST_GROUP:
        inside["groups"] = {
            "type": "array",
            "title": "组内条件组",
            "title_en": "Groups inside",
            "x-add": ["添加组内条件组", "Add a group inside"],
            "items": _group_schema(facts, deep + 1),
        }
    return {"type": "object", "required": ["match"], "properties": inside}


def _variants(role: dict[str, Any]) -> list[dict[str, Any]]:
    def variant(type_: str, zh: str, en: str, /, **properties: Any) -> dict[str, Any]:
        return {
            "type": "object",
            "title": zh,
            "title_en": en,
            "required": list(properties),
            "properties": {"type": {"const": type_}, **properties},
        }

    line = variant(
        "manager_line",
        "逐级上级",
        "Managers up the line",
        levels=_number("最多几级", "At most", 1, 10) | {"default": 10},
        until_grades=_text("直到职级", "Until grade", max_length=200)
        | {
            "description": "多个职级用逗号分隔；不填则到顶",
            "description_en": "Several with commas; empty goes to the top",
            "x-list-text": True,
        },
    )
    line["required"] = ["levels"]
    choice = variant(
        "requester_choice",
        "申请人自选",
        "Requester's choice",
        most=_number("最多人数", "At most", 1, 10) | {"default": 1},
        role=role | {"title": "限定角色", "title_en": "Of the role"},
    )
    choice["required"] = ["most"]
    return [
        variant(
            "manager", "上级", "Manager", level=_number("第几级上级", "Levels up", 1, 10) | {"default": 1}
        ),
        line,
        variant(
            "department_head",
            "部门负责人",
            "Department head",
            level=_number("向上几级", "Levels up", 0, 10)
            | {"default": 0, "description": "0 为本部门", "description_en": "0 is their own department"},
        ),
        variant("hr_partner", "部门人事伙伴", "HR partner", role=role | {"default": "hr"}),
        variant("role", "角色", "Role", role=role),
        variant(
            "position",
            "岗位",
            "Position",
            position_id={"type": "string", "title": "岗位", "title_en": "Position", "x-kind": "position"},
        ),
        variant(
            "person",
            "指定人员",
            "Named person",
            employee_id={"type": "string", "title": "员工", "title_en": "Employee", "x-kind": "employee"},
        ),
        choice,
    ]


def _words(words: Mapping[str, Text]) -> dict[str, list[str]]:
    return {value: [text.zh, text.en[:1].upper() + text.en[1:]] for value, text in words.items()}


def _text(zh: str, en: str, *, max_length: int) -> dict[str, Any]:
    return {"type": "string", "title": zh, "title_en": en, "maxLength": min(max_length, 200)}


def _number(zh: str, en: str, low: int, high: int) -> dict[str, Any]:
    return {"type": "integer", "title": zh, "title_en": en, "minimum": low, "maximum": high}


def _switch(zh: str, en: str, *, default: bool = False) -> dict[str, Any]:
    return {"type": "boolean", "title": zh, "title_en": en, "default": default}


def _choice(zh: str, en: str, labels: Mapping[str, list[str]]) -> dict[str, Any]:
    return {"type": "string", "title": zh, "title_en": en, "enum": list(labels), "x-labels": dict(labels)}


def _union(zh: str, en: str, variants: list[dict[str, Any]], *, add: Text, least: int = 0) -> dict[str, Any]:
    return {
        "type": "array",
        "title": zh,
        "title_en": en,
        "minItems": least,
        "x-add": [add.zh, add.en],
        "x-inline": True,
        "items": {"oneOf": variants, "discriminator": {"propertyName": "type"}},
    }
