"""Pages about requests that are made from their kind: the form to ask, the form to correct, the designer of flows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from renshi_core.console.controls import control
from renshi_core.console.render import match, render_page
from renshi_core.console.schema_forms import model_controls, schema_controls
from renshi_core.plugins.records import CORE
from renshi_core.requests import designer, flows, kinds, service
from renshi_sdk.context import Context
from renshi_sdk.contributions import Page, RequesterChoice, RequestKind
from renshi_sdk.errors import NotFound
from renshi_sdk.pages import Action, Column, Field, Option, Table
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

Drawn = dict[str, Any]
_STEP_STATES = (
    Option(value="upcoming", label=Text("需审批", "Decides"), colour="info"),
    Option(value="skipped", label=Text("不经过", "Not part")),
    Option(value="trouble", label=Text("无法判断", "Trouble"), colour="danger"),
)


async def request_page(ctx: Context, platform: Platform, path: str) -> Drawn | None:
    """The page for ``path``, or ``None`` where it is none of these."""
    if found := match("/requests/new/:kind", path):
        return {"schema": await _new(ctx, platform, found["kind"]), "params": found}
    if found := match("/requests/:id/edit", path):
        return {"schema": await _edit(ctx, platform, found["id"]), "params": found}
    if found := match("/flows/:kind", path):
        ctx.access.require("core.flow.manage")
        owned = await kinds.kind_of(ctx, platform, found["kind"], ctx.company_id)
        return {"schema": await _designer(ctx, owned.record), "params": found}
    return None


async def _new(ctx: Context, platform: Platform, name: str) -> Drawn:
    owned = await kinds.kind_of(ctx, platform, name, ctx.company_id)
    kind = owned.record
    form, names = _form_controls(kind, ctx.locale)
    others = kind.submit_for_others
    who = Field(
        name="employee_id",
        label=Text("申请人", "Employee"),
        kind="employee",
        help=Text("不选则为本人申请", "leave empty to ask for yourself"),
    )
    first = [control(who, ctx.locale, str)] if others and ctx.access.allows(others) else []
    chosen, choices = await _choices(ctx, kind)
    body: Drawn = {"kind": kind.name, "form": names, "choices": choices}
    if first:
        body["employee_id"] = "${employee_id}"
    made = _form(
        ctx,
        [*first, *form, *chosen],
        {"method": "post", "url": "/api/requests", "data": body},
        submit=Text("提交申请", "Submit"),
        done=Text("已提交", "Submitted"),
    )
    return _page(kind.title, ctx.locale, made | {"redirect": "/console/core/requests/${id}"})


async def _edit(ctx: Context, platform: Platform, request_id: str) -> Drawn:
    try:
        wanted = UUID(request_id)
    except ValueError:
        raise NotFound(Text("没有这份申请", "there is no such request")) from None
    request = await service.get(ctx, platform, wanted)
    kind = (await kinds.kind_of(ctx, platform, request.kind, request.company_id)).record
    form, names = _form_controls(kind, ctx.locale)
    comment = Field(name="comment__", label=Text("修改说明", "What changed"), kind="textarea")
    made = _form(
        ctx,
        [*form, control(comment, ctx.locale, str)],
        {
            "method": "post",
            "url": f"/api/requests/{request.id}/resubmit",
            "data": {"form": names, "comment": "${comment__}", "version": request.version},
        },
        submit=Text("重新提交", "Submit again"),
        done=Text("已重新提交", "Submitted again"),
    )
    made |= {"data": request.form, "redirect": f"/console/core/requests/{request.id}"}
    title = Text(f"修改 {request.number}", f"Correct {request.number}")
    return _page(title, ctx.locale, made)


def _form_controls(kind: RequestKind, locale: str) -> tuple[list[Drawn], dict[str, str]]:
    drawn = model_controls(kind.form, locale)
    return drawn, {c["name"]: f"${{{c['name']}}}" for c in drawn}


async def _choices(ctx: Context, kind: RequestKind) -> tuple[list[Drawn], dict[str, str]]:
    """Inputs for the steps whose approvers the requester names. Steps with conditions may turn out not to be asked."""
    flow, _ = await flows.flow_of(kind, ctx.company_id)
    drawn: list[Drawn] = []
    names: dict[str, str] = {}
    for place, step in enumerate(flow.steps):
        wanted = [a for a in step.approvers if isinstance(a, RequesterChoice)]
        if not wanted:
            continue
        field = Field(
            name=f"choice__{place}",
            label=Text(f"{step.title}审批人", f"Decides at {step.title}"),
            kind="employee",
            required=not step.when,
        )
        made = control(field, ctx.locale, str)
        if sum(a.most for a in wanted) > 1:
            made |= {"multiple": True, "joinValues": False, "extractValue": True}
        drawn.append(made)
        names[step.title] = f"${{choice__{place}}}"
    return drawn, names


def _form(ctx: Context, body: list[Drawn], api: Drawn, *, submit: Text, done: Text) -> Drawn:
    return {
        "type": "form",
        "mode": "horizontal",
        "title": "",
        "className": "renshi-form",
        "api": api,
        "body": body,
        "submitText": submit.of(ctx.locale),
        "messages": {"saveSuccess": done.of(ctx.locale)},
    }


def _page(title: Text, locale: str, *body: Drawn) -> Drawn:
    return {"type": "page", "title": title.of(locale), "className": "renshi-page", "body": list(body)}


async def _designer(ctx: Context, kind: RequestKind) -> Drawn:
    def say(zh: str, en: str) -> str:
        return Text(zh, en).of(ctx.locale)

    schema = await designer.schema_of(ctx, kind)
    base = f"/api/flows/{kind.name}"
    form: Drawn = {
        "type": "form",
        "mode": "normal",
        "title": "",
        "name": "design",
        "className": "renshi-form renshi-flow",
        "initApi": f"{base}/design",
        "api": {"method": "put", "url": f"{base}/design"},
        "body": [
            {
                "type": "tpl",
                "className": "renshi-note",
                "tpl": say(
                    "保存即启用为新版本；进行中的申请仍按提交时的版本办完。",
                    "Saving makes a new version at once; running requests finish on the one they started with.",
                ),
            },
            {"type": "hidden", "name": "version"},
            *schema_controls(schema, ctx.locale),
        ],
        "submitText": say("保存并启用", "Save and activate"),
        "messages": {"saveSuccess": say("已启用新版本", "The new version is in use")},
        "reload": "design,versions?",
    }
    drawn, names = _form_controls(kind, ctx.locale)
    who = Field(name="employee__", label=Text("申请人", "Employee"), kind="employee", required=True)
    lines = Table(
        api="unused",
        columns=(
            Column(name="title", label=Text("环节", "Step")),
            Column(name="mode_title", label=Text("方式", "Mode")),
            Column(name="state", label=Text("是否经过", "Part of it"), options=_STEP_STATES),
            Column(name="approvers", label=Text("审批人", "Decides")),
            Column(name="trouble", label=Text("问题", "Trouble")),
        ),
    )
    columns = _drawn_table(ctx, lines)["columns"]
    trial: Drawn = {
        "type": "form",
        "mode": "horizontal",
        "title": "",
        "className": "renshi-form",
        "api": {
            "method": "post",
            "url": f"{base}/preview",
            "data": {"employee_id": "${employee__}", "form": names},
        },
        "submitText": say("看看谁来审批", "Who would decide"),
        "messages": {"saveSuccess": say("已试算", "Tried")},
        "body": [
            {
                "type": "tpl",
                "className": "renshi-note",
                "tpl": say(
                    "按使用中的版本试算，不会提交申请；尚未保存的改动不计。",
                    "Tried on the version in use; nothing is submitted, and what isn't saved doesn't count.",
                ),
            },
            control(who, ctx.locale, str),
            *drawn,
            {"type": "table", "source": "${items}", "columns": columns, "visibleOn": "items && items.length"},
        ],
    }
    versions = Table(
        api=f"{base}/versions",
        columns=(
            Column(name="version", label=Text("版本", "Version"), kind="integer", width=70),
            Column(name="at", label=Text("时间", "When"), kind="datetime", width=150),
            Column(name="changed_by", label=Text("修改人", "By"), width=110),
            Column(name="steps", label=Text("环节", "Steps")),
            Column(name="changes_text", label=Text("改动", "What changed")),
            Column(name="current", label=Text("使用中", "In use"), kind="boolean", width=80),
        ),
        actions=(
            Action(
                label=Text("复制其他类型的流程", "Take over another kind's flow"),
                api=f"{base}/copy",
                icon="copy",
                fields=(
                    Field(
                        name="from_kind",
                        label=Text("申请类型", "Kind"),
                        kind="choice",
                        options_api="/api/flows/kind-options",
                        required=True,
                        help=Text(
                            "复制其现行流程为新版本；条件中用到本类型没有的字段时不能复制",
                            "Its present flow becomes the new version; not where it asks about fields this kind lacks",
                        ),
                    ),
                ),
            ),
            Action(
                label=Text("停用自定流程", "Retire the company's flow"),
                api=f"{base}/retire",
                confirm=Text(
                    "停用本公司自定的流程，新申请改走系统默认流程？进行中的申请仍按原流程办完。",
                    "Go back to the default flow for new requests? Running requests finish on theirs.",
                ),
                level="danger",
                icon="rotate-left",
            ),
        ),
        row_actions=(
            Action(
                label=Text("恢复此版本", "Back to this one"),
                api=f"{base}/rollback",
                fields=(
                    Field(
                        name="to_version",
                        label=Text("版本", "Version"),
                        kind="integer",
                        required=True,
                        default="${version}",
                    ),
                ),
                visible_when="!current",
                level="link",
            ),
        ),
        empty=Text("使用系统默认流程，尚未修改过", "The default flow; nobody has changed it yet"),
    )
    return {
        "type": "page",
        "title": say(f"审批流程：{kind.title.zh}", f"Approval flow: {kind.title.en}"),
        "className": "renshi-page",
        "body": [
            {
                "type": "tabs",
                "tabsMode": "line",
                "tabs": [
                    {"title": say("流程设计", "Design"), "body": [form]},
                    {"title": say("试算", "Try it"), "mountOnEnter": True, "body": [trial]},
                    {
                        "title": say("版本记录", "Versions"),
                        "mountOnEnter": True,
                        "unmountOnExit": True,
                        "body": [_drawn_table(ctx, versions)],
                    },
                ],
            }
        ],
    }


def _drawn_table(ctx: Context, table: Table) -> Drawn:
    record = Page(path="/x", title=Text("x", "x"), body=(table,), permission="core.flow.manage")
    drawn: Drawn = render_page(CORE, record, locale=ctx.locale, allows=ctx.access.allows)["body"][0]
    return drawn
