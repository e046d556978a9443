"""A request's path and history with names, as its page, its print-out and other programs show them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from renshi_core.requests import repository
from renshi_core.requests.flow_names import names_in
from renshi_core.requests.flow_words import MODES, approver_words
from renshi_core.requests.gates import GONE
from renshi_core.requests.repository import ApproverRow, Request
from renshi_sdk.context import Context
from renshi_sdk.db import fetch
from renshi_sdk.text import Text

HOW = {
    "substitute": Text("代 {name}", "for {name}"),
    "delegate": Text("{name} 转交", "handed on by {name}"),
    "escalate": Text("{name} 超时升级", "escalated from {name}"),
}
_DECIDED = ("approved", "rejected", "returned")
SIGNER = Text("加签", "added signer")
MERGED = Text("已在上一环节同意", "agreed at the step before")
PART_STATES = {
    "waiting": Text("待审批", "waiting"),
    "upcoming": Text("未轮到", "not yet"),
    "approved": Text("已同意", "agreed"),
    "rejected": Text("已拒绝", "refused"),
    "returned": Text("已退回", "sent back"),
    "delegated": Text("已转出", "handed on"),
    "escalated": Text("已升级", "escalated"),
    "void": Text("无需处理", "not needed"),
}


async def names_of(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names of employees in one query."""
    wanted = list(set(ids))
    rows = await fetch("SELECT id, name FROM core_employee WHERE id = ANY($1)", wanted) if wanted else []
    return {row["id"]: row["name"] for row in rows}


async def path_of(ctx: Context, request: Request) -> list[dict[str, Any]]:
    """Every step of the present round with its people, what each did and when; steps ahead say who is meant."""
    reached = {s.index: s for s in await repository.steps([request.id]) if s.round == request.round}
    parts = await repository.approvers(s.id for s in reached.values())
    names = await names_of(i for p in parts for i in (p.employee_id, p.stands_for) if i is not None)
    drawn: list[dict[str, Any]] = []
    called = await names_in(ctx, [request.flow])
    for index, step in enumerate(request.flow.steps):
        row = reached.get(index)
        mine = [p for p in parts if row is not None and p.step_id == row.id]
        people = [_person(p, names, ctx) for p in mine]
        present = [p for p in mine if p.state not in GONE[:2]]
        drawn.append(
            {
                "index": index,
                "title": step.title,
                "mode": step.mode,
                "mode_title": MODES[step.mode].of(ctx.locale).capitalize(),
                "state": row.state if row else "upcoming",
                "people": people,
                "approvers": "、".join(p["text"] for p in people)
                if row
                else "、".join(approver_words(a, called).of(ctx.locale) for a in step.approvers),
                "approver_ids": [p.employee_id for p in present],
                "approved_by": [p.employee_id for p in mine if p.state == "approved"],
                "due_at": row.due_at if row else None,
                "overdue": bool(row and row.state == "waiting" and row.due_at and row.due_at <= ctx.now()),
                "allow_add_signer": step.allow_add_signer,
            }
        )
    return drawn


_STATUS = {"approved": "finish", "skipped": "finish", "waiting": "process", "upcoming": "wait"}


def as_steps(path: list[dict[str, Any]], request: Request) -> dict[str, Any]:
    """A path as the console draws it."""
    items = [
        {
            "value": f"s{step['index']}",
            "title": step["title"],
            "description": "、".join(p["text"] for p in step["people"] if p["state"] not in GONE[:2])
            or ("—" if step["state"] == "skipped" else step["approvers"]),
        }
        for step in path
    ]
    current = next((f"s{s['index']}" for s in path if _STATUS.get(s["state"]) == "process"), None)
    return {
        "items": items,
        "statuses": {f"s{s['index']}": _STATUS.get(s["state"], "error") for s in path},
        "current": current or (items[-1]["value"] if items else None),
        "state": request.state.value,
    }


def _person(part: ApproverRow, names: dict[UUID, str], ctx: Context) -> dict[str, Any]:
    locale = ctx.locale
    name = names.get(part.employee_id, "")
    notes: list[str] = []
    if part.how in HOW and part.stands_for is not None:
        notes.append(HOW[part.how].of(locale).format(name=names.get(part.stands_for, "")))
    if part.how == "merged":
        notes.append(MERGED.of(locale))
    if part.must:
        notes.append(SIGNER.of(locale))
    state = PART_STATES[part.state].of(locale)
    if part.decided_at is not None and part.state in _DECIDED:
        state += f" {part.decided_at.astimezone(ZoneInfo(ctx.time_zone)):%m-%d %H:%M}"
    inside = "，".join([*notes, state]) if not locale.startswith("en") else ", ".join([*notes, state])
    return {
        "employee_id": part.employee_id,
        "name": name,
        "state": part.state,
        "how": part.how,
        "stands_for": part.stands_for,
        "must": part.must,
        "decided_at": part.decided_at,
        "label": name + (f"（{'，'.join(notes)}）" if notes else ""),
        "text": f"{name}（{inside}）" if not locale.startswith("en") else f"{name} ({inside})",
    }


async def history_of(ctx: Context, request: Request) -> list[dict[str, Any]]:
    """What was done, oldest first, with the names of those it was done with."""
    events = await repository.events(request.id)
    ids: set[UUID] = set()
    for event in events:
        for name in ("to", "from", "for"):
            value = event["detail"].get(name)
            ids |= {UUID(v) for v in (value if isinstance(value, list) else [value]) if v}
        ids |= {UUID(i) for i in event["detail"].get("people", ())}
    names = await names_of(ids)
    english = ctx.locale.lower().startswith("en")
    return [{**event, "note": _note(event["detail"], names, english=english)} for event in events]


def _note(detail: dict[str, Any], names: dict[UUID, str], *, english: bool) -> str:
    def said(value: Any) -> str:
        many = value if isinstance(value, list) else [value]
        return "、".join(names.get(UUID(v), "") for v in many)

    words: list[str] = []
    if detail.get("for"):
        words.append(f"for {said(detail['for'])}" if english else f"代 {said(detail['for'])}")
    if detail.get("from") and detail.get("to"):
        words.append(f"{said(detail['from'])} → {said(detail['to'])}")
    elif detail.get("to"):
        words.append(f"→ {said(detail['to'])}")
    if detail.get("why"):
        leave = detail["why"] == "leave"
        words.append(
            ("on leave" if leave else "standing in") if english else ("休假期间" if leave else "已设代理")
        )
    if detail.get("where"):
        zh, en = {
            "before": ("前加签", "before"),
            "after": ("后加签", "after"),
            "beside": ("并加签", "beside"),
        }[detail["where"]]
        words.append(en if english else zh)
    if detail.get("people"):
        words.append(said(detail["people"]))
    if "step" in detail:
        place = int(detail["step"]) + 1
        words.append(f"to step {place}" if english else f"退回至第 {place} 个环节")
    if isinstance(detail.get("changed"), dict):
        fields = "、".join(detail["changed"])
        words.append(f"changed: {fields}" if english else f"修改：{fields}")
    return "；".join(words) if not english else "; ".join(words)
