"""One object as amis JSON: values, forms, steps, comparison, a recording."""

from __future__ import annotations

from renshi_core.console.pen import NOTHING, RELOADS, Drawn, Pen, emptied
from renshi_core.console.tables import framed
from renshi_core.console.values import plain, shown
from renshi_sdk import pages
from renshi_sdk.text import Text

MANY_INPUTS = 8
"""As many inputs as a trial asks for one below the other."""


def detail(pen: Pen, detail: pages.Detail) -> Drawn:
    """Labelled values, with buttons below and one to edit in the head."""
    head: list[Drawn] = [{"type": "tpl", "tpl": pen.say(detail.title), "className": "renshi-box-title"}]
    if detail.edit and pen.may(detail.edit.permission):
        head.append(pen.action(detail.edit) | {"className": "renshi-edit", "size": "sm"})
    buttons = pen.actions(detail.actions)
    body: list[Drawn] = [
        {
            "type": "property",
            "column": detail.per_row,
            "mode": "simple",
            "items": [_item(pen, c) for c in detail.columns],
        }
    ]
    if buttons:
        body.append(
            {"type": "container", "wrapperBody": False, "className": "renshi-buttons", "body": buttons}
        )
    if detail.title or len(head) > 1:
        body.insert(
            0, {"type": "container", "wrapperBody": False, "className": "renshi-box-head", "body": head}
        )
    return pen.reading(detail.api, body, className="renshi-block renshi-box renshi-detail")


def _item(pen: Pen, column: pages.Column) -> Drawn:
    made: Drawn = {"label": pen.say(column.label), "content": {**shown(pen, column), "name": column.name}}
    if column.kind in ("textarea", "json", "files"):
        made["span"] = 2
    if column.visible_when:
        made["visibleOn"] = column.visible_when
    return made


def form(pen: Pen, form: pages.Form) -> Drawn | None:
    """A form on the page itself."""
    if not pen.may(form.permission):
        return None
    body = pen.inputs(form.fields, form.schema)
    made: Drawn = {
        "type": "form",
        "api": {
            "method": form.method,
            "url": pen.api(form.api),
            "data": {c["name"]: f"${{{c['name']}}}" for c in body if "name" in c},
            **emptied(body),
        },
        "title": pen.say(form.title),
        "mode": "horizontal",
        "labelWidth": 140,
        "submitText": pen.say(form.submit),
        "body": body,
        "messages": {"saveSuccess": pen.say(form.done or Text("已保存", "Saved"))},
        "className": "renshi-form",
        "reload": RELOADS,
    }
    if form.load_api:
        made["initApi"] = pen.api(form.load_api)
    if form.redirect:
        made["redirect"] = form.redirect
    return made


def trial(pen: Pen, trial: pages.Trial) -> Drawn | None:
    """A question and, below it, its answer."""
    if not pen.may(trial.permission):
        return None
    pen.trials += 1
    answer = f"trial{pen.trials}"
    body = pen.inputs(trial.fields, trial.schema)
    return {
        "type": "container",
        "wrapperBody": False,
        "className": "renshi-trial",
        "body": [
            {
                "type": "form",
                "api": {
                    "method": "post",
                    "url": pen.api(trial.api),
                    "data": {c["name"]: f"${{{c['name']}}}" for c in body if "name" in c},
                    # Kept apart, so that a field of the answer can't overwrite an input of the same name.
                    "responseData": {"answer__": "$$"},
                },
                "title": pen.say(trial.title),
                # Many inputs stand in columns, so that the answer is not a long way down.
                **(
                    {"mode": "normal", "columnCount": 3}
                    if len(body) > MANY_INPUTS
                    else {"mode": "horizontal"}
                ),
                "labelWidth": 140,
                "submitText": pen.say(trial.submit),
                "body": body,
                "messages": {"saveSuccess": pen.word("已算出", "Calculated")},
                "className": "renshi-form",
                "onEvent": {
                    "submitSucc": {
                        "actions": [
                            {
                                "actionType": "setValue",
                                "componentId": answer,
                                "args": {
                                    "value": {"&": "${event.data.result.data.answer__}", "answered__": True}
                                },
                            }
                        ]
                    }
                },
            },
            {
                "type": "service",
                "id": answer,
                "className": "renshi-block",
                "body": {
                    "type": "container",
                    "wrapperBody": False,
                    "visibleOn": "answered__",
                    "body": pen.blocks(trial.body),
                },
            },
        ],
    }


def wizard(pen: Pen, wizard: pages.Wizard) -> Drawn | None:
    """A form in steps."""
    if not pen.may(wizard.permission):
        return None
    steps = []
    names: list[str] = []
    for step in wizard.steps:
        body: list[Drawn] = pen.inputs(step.fields, step.schema)
        names += [c["name"] for c in body if "name" in c]
        if step.text:
            body.insert(0, {"type": "alert", "level": "info", "body": pen.say(step.text)})
        made: Drawn = {"title": pen.say(step.title), "mode": "horizontal", "body": body}
        if step.api:
            made["api"] = {
                "method": "post",
                "url": pen.api(step.api),
                "data": {n: f"${{{n}}}" for n in names},
            }
        steps.append(made)
    drawn: Drawn = {
        "type": "wizard",
        "mode": "horizontal",
        "className": "renshi-wizard",
        "actionPrevLabel": pen.word("上一步", "Back"),
        "actionNextLabel": pen.word("下一步", "Next"),
        "actionNextSaveLabel": pen.word("下一步", "Next"),
        "actionFinishLabel": pen.say(wizard.submit),
        "api": {"method": wizard.method, "url": pen.api(wizard.api), "data": {n: f"${{{n}}}" for n in names}},
        "steps": steps,
        "reload": RELOADS,
    }
    if wizard.load_api:
        drawn["initApi"] = pen.api(wizard.load_api)
    if wizard.redirect:
        drawn["redirect"] = wizard.redirect
    if wizard.done:
        drawn["messages"] = {"saveSuccess": pen.say(wizard.done)}
    return framed(pen, drawn, title=wizard.title, target="")


def steps(pen: Pen, steps: pages.Steps) -> Drawn:
    """Where an object stands."""
    chain = "0"
    for index, stage in reversed(list(enumerate(steps.stages))):
        chain = f"{steps.field} == '{stage.value}' ? {index} : ({chain})"
    body: Drawn = {
        "type": "steps",
        "value": f"${{{chain}}}",
        "steps": [{"title": pen.say(stage.title)} for stage in steps.stages],
        "className": "renshi-steps",
    }
    return pen.reading(steps.api, body)


def path(pen: Pen, path: pages.Path) -> Drawn:
    """The way an object takes."""
    body: Drawn = {
        "type": "steps",
        "source": "${items}",
        "value": "${current}",
        "status": "${statuses}",
        "mode": "horizontal",
        "className": "renshi-steps",
    }
    title = [{"type": "tpl", "tpl": f"<h3>{pen.say(path.title)}</h3>"}] if path.title else []
    return pen.reading(path.api, [*title, body])


def compare(pen: Pen, compare: pages.Compare) -> Drawn:
    """Objects side by side."""
    drawn: Drawn = {
        "type": "renshi-compare",
        "title": compare.name,
        "rows": [plain(pen, row) for row in compare.rows],
        "link": compare.link,
        "best": list(compare.best),
        "empty": pen.say(compare.empty or NOTHING),
    }
    service = pen.reading(compare.api, drawn)
    return framed(pen, service, title=compare.title, target=service["name"])


def media(pen: Pen, media: pages.Media) -> Drawn:
    """A recording with its transcript."""
    empty = media.empty or Text("没有录音，也没有文字记录", "There is neither a recording nor a transcript")
    service = pen.reading(media.api, {"type": "renshi-media", "empty": pen.say(empty)})
    return framed(pen, service, title=media.title, target=service["name"])


def progress(pen: Pen, progress: pages.Progress) -> Drawn:
    """A job's progress; the page's other blocks read again when it ends."""
    return {
        "type": "renshi-progress",
        "name": pen.reader(),
        "api": pen.api(progress.api),
        "title": pen.say(progress.title),
        "reload": RELOADS,
    }
