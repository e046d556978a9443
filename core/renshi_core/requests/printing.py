"""A request on paper: one A4 page with the form, the gates, and who decided when."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from renshi_core.requests import views
from renshi_core.requests.drawn import PART_STATES
from renshi_core.requests.repository import Request
from renshi_sdk.context import Context
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

STYLE = """
@page { size: A4; margin: 16mm; }
* { box-sizing: border-box; }
body { font: 10.5pt/1.6 "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; color: #1a1a1a;
  max-width: 178mm; margin: 0 auto; padding: 8mm 0; }
header { display: flex; justify-content: space-between; align-items: flex-end; border-bottom: 2px solid #1a1a1a;
  padding-bottom: 3mm; }
h1 { font-size: 17pt; margin: 0; } h2 { font-size: 11.5pt; margin: 7mm 0 2mm; }
.company { font-size: 9.5pt; color: #555; } .number { text-align: right; font-size: 9.5pt; color: #555; }
.state { display: inline-block; border: 1px solid #1a1a1a; padding: 0 3mm; font-weight: 600; color: #1a1a1a; }
table { width: 100%; border-collapse: collapse; } th, td { border: 1px solid #bbb; padding: 1.6mm 2.5mm;
  text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { background: #f3f3f3; font-weight: 600; } thead th { white-space: nowrap; }
.fields th { width: 32%; } .muted { color: #777; } .when { white-space: nowrap; }
footer { margin-top: 9mm; font-size: 8.5pt; color: #777; display: flex; justify-content: space-between; }
tr { break-inside: avoid; }
@media screen { body { background: #fff; padding: 12mm; box-shadow: 0 0 6px rgba(0,0,0,.18); margin: 8mm auto; }
  html { background: #eceff1; } }
"""
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}
STATES = {
    "pending": Text("审批中", "Pending"),
    "returned": Text("已退回", "Sent back"),
    "approved": Text("已通过", "Approved"),
    "rejected": Text("未通过", "Rejected"),
    "withdrawn": Text("已撤回", "Withdrawn"),
    "cancelled": Text("已撤销", "Cancelled"),
}
STEP_STATES = {
    "upcoming": Text("未到", "Ahead"),
    "waiting": Text("待审批", "Waiting"),
    "approved": Text("已同意", "Agreed"),
    "rejected": Text("已拒绝", "Refused"),
    "returned": Text("已退回", "Sent back"),
    "skipped": Text("无需审批", "Not needed"),
    "void": Text("已失效", "Void"),
}
YES, NO = Text("是", "Yes"), Text("否", "No")


async def sheet_of_paper(ctx: Context, platform: Platform, request: Request) -> str:
    """The page; everything people wrote is escaped, and nothing in it runs or loads anything."""
    whole = await views.sheet(ctx, platform, request)
    company = await ctx.organization.company(request.company_id)
    employee = await ctx.people.get(request.employee_id)
    zone = ZoneInfo(ctx.time_zone)
    english = ctx.locale.lower().startswith("en")

    def say(zh: str, en: str) -> str:
        return en if english else zh

    def at(moment: datetime | None) -> str:
        return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M") if moment else "—"

    facts = [
        (
            say("申请人", "Employee"),
            f"{employee.name}（{employee.number}）"
            if not english
            else f"{employee.name} ({employee.number})",
        ),
        (say("部门", "Department"), employee.department_name),
        (say("提交时间", "Submitted"), at(request.submitted_at)),
        (say("办结时间", "Decided"), at(request.decided_at)),
    ]
    fields = [(f["label"], _value(f["shown"], ctx.locale)) for f in whole["fields"]]
    steps = "".join(_step(s, ctx.locale, at) for s in whole["steps"])
    remarks = [h for h in whole["history"] if h["comment"]]
    lines = "".join(
        f"<tr><td class='when'>{at(h['at'])}</td><td>{escape(h['actor_name'])}</td><td>{escape(h['step'] or '')}</td>"
        f"<td>{escape(h['comment'])}</td></tr>"
        for h in remarks
    )
    comments = (
        f"<h2>{say('意见', 'Comments')}</h2><table><thead><tr><th>{say('时间', 'When')}</th>"
        f"<th>{say('处理人', 'Who')}</th>"
        f"<th>{say('环节', 'Step')}</th><th>{say('意见', 'Comment')}</th></tr></thead><tbody>{lines}</tbody></table>"
        if remarks
        else ""
    )
    return (
        f"<!doctype html><html lang='{'en' if english else 'zh-CN'}'><head><meta charset='utf-8'>"
        f"<title>{escape(request.number)} {escape(whole['kind_title'])}</title><style>{STYLE}</style></head><body>"
        f"<header><div><div class='company'>{escape(company.name)}</div><h1>{escape(whole['kind_title'])}</h1></div>"
        f"<div class='number'><span class='state'>{STATES[request.state.value].of(ctx.locale)}</span><br>"
        f"{say('单号', 'Number')} {escape(request.number)}</div></header>"
        f"<h2>{say('基本信息', 'Particulars')}</h2><table class='fields'>{_rows(facts)}</table>"
        f"<h2>{say('申请内容', 'Form')}</h2><table class='fields'>{_rows(fields)}</table>"
        f"<h2>{say('审批过程', 'Approval')}</h2><table><thead><tr><th>{say('环节', 'Step')}</th>"
        f"<th>{say('审批人', 'Approver')}</th><th>{say('结果', 'Decision')}</th>"
        f"<th>{say('时间', 'When')}</th></tr></thead>"
        f"<tbody>{steps}</tbody></table>{comments}"
        f"<footer><span>{say('由人事平台生成，以系统记录为准', 'Made by Renshi; the system has the record')}</span>"
        f"<span>{say('打印时间', 'Printed')} {at(ctx.now())} · {escape(ctx.actor.name)}</span></footer></body></html>"
    )


def _rows(pairs: list[tuple[str, str]]) -> str:
    return "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in pairs)


def _step(step: dict[str, Any], locale: str, at: Any) -> str:
    title = f"{escape(step['title'])}<br><span class='muted'>{escape(step['mode_title'])}</span>"
    if not step["people"]:
        state = STEP_STATES[step["state"]].of(locale)
        planned = escape(step["approvers"]) if step["state"] == "upcoming" else "—"
        return f"<tr><td>{title}</td><td class='muted'>{planned}</td><td class='muted'>{state}</td><td>—</td></tr>"
    shown = [p for p in step["people"] if p["state"] not in ("delegated", "escalated")] or step["people"]
    made = []
    for place, person in enumerate(shown):
        first = f"<td rowspan='{len(shown)}'>{title}</td>" if place == 0 else ""
        made.append(
            f"<tr>{first}<td>{escape(person['label'])}</td>"
            f"<td>{PART_STATES[person['state']].of(locale)}</td><td class='when'>{at(person['decided_at'])}</td></tr>"
        )
    return "".join(made)


def _value(value: Any, locale: str) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return (YES if value else NO).of(locale)
    if isinstance(value, list):
        return "、".join(_value(one, locale) for one in value) or "—"
    if isinstance(value, dict):
        return "；".join(f"{name}：{_value(one, locale)}" for name, one in value.items()) or "—"
    return str(value)
