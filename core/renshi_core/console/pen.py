"""What draws one page for one reader: their language, and only the buttons they may press."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from renshi_core.console.controls import control
from renshi_core.console.schema_forms import model_controls
from renshi_sdk import pages
from renshi_sdk.text import Text

_TEXTS = ("input-text", "textarea", "input-password", "hidden", "static", "alert")
Allows = Callable[[str], bool]
Drawn = dict[str, Any]
NOTHING = Text("暂无数据", "Nothing here yet")
RELOADS = "renshi:others"
"""Stands for the names of the page's other blocks until all are known."""


def api_path(plugin: str, path: str) -> str:
    """The full address of a path that a plugin's page names."""
    return path if path.startswith(("/api/", "/public/")) else f"/api/plugins/{plugin}{path}"


def emptied(body: list[Drawn]) -> Drawn:
    """Inputs that hold no text: emptied, they are sent as ``null`` where something is changed."""
    names = [c["name"] for c in body if "name" in c and c.get("type") not in _TEXTS]
    return {"emptied": names} if names else {}


class Pen:
    """Draws the blocks of one page; ``tables`` and ``readers`` are what it has drawn so far."""

    def __init__(
        self, plugin: str, locale: str, allows: Allows, *, known: frozenset[str] = frozenset()
    ) -> None:
        self.plugin, self.locale, self._allows = plugin, locale, allows
        self.known = known
        """Names of the page's path that every block can use."""
        self.tables: list[pages.Table] = []
        self.readers: list[str] = []
        self.trials = 0

    def blocks(self, blocks: Iterable[pages.Block]) -> list[Drawn]:
        """Several blocks; those that the reader may not use are left out."""
        from renshi_core.console.render import draw_block

        return [drawn for block in blocks if (drawn := draw_block(self, block)) is not None]

    def say(self, text: Text | None) -> str:
        """A text in the reader's language."""
        return text.of(self.locale) if text else ""

    def word(self, zh: str, en: str) -> str:
        """A word of the console's own."""
        return Text(zh, en).of(self.locale)

    def api(self, path: str) -> str:
        """The full address of a plugin's path."""
        return api_path(self.plugin, path)

    def may(self, permission: str | None) -> bool:
        """Whether the reader holds a right that a part of the page names."""
        return permission is None or self._allows(permission)

    def reader(self) -> str:
        """A name for a block that reads from the API, so that others can ask it to read again."""
        name = f"block{len(self.readers) + 1}"
        self.readers.append(name)
        return name

    def reading(self, api: str, body: Drawn | list[Drawn], **more: Any) -> Drawn:
        """Blocks over the answer of an API, with a place for waiting and for an error.

        Without an address they are drawn over the data around them.
        """
        if not api:
            container: Drawn = {"type": "container", "wrapperBody": False, "className": "renshi-block"}
            return container | {"body": body} | more
        return {
            "type": "service",
            "name": self.reader(),
            "api": self.api(api),
            "className": "renshi-block",
            "body": body,
            **more,
        }

    def inputs(self, fields: Iterable[pages.Field], schema: Any = None) -> list[Drawn]:
        """The inputs of a form."""
        if schema is not None:
            return model_controls(schema, self.locale)
        return [control(f, self.locale, self.api) for f in fields]

    def filters(self, fields: tuple[pages.Field, ...], **more: Any) -> Drawn:
        """The line of inputs above a list."""
        return {
            "type": "form",
            "title": "",
            "mode": "inline",
            "wrapWithPanel": False,
            "className": "renshi-filter",
            "body": [
                *(
                    control(f, self.locale, self.api)
                    | {
                        "size": "md" if f.kind == "text" and f.help else "sm",
                        "required": False,
                        "clearable": True,
                        "description": "",
                    }
                    | ({"placeholder": self.say(f.help)} if f.help and not f.placeholder else {})
                    for f in fields
                ),
                {"type": "submit", "label": self.word("查询", "Search"), "level": "primary"},
                {"type": "reset", "label": self.word("重置", "Reset")},
            ],
            **more,
        }

    def actions(self, actions: Iterable[pages.Action], **more: Any) -> list[Drawn]:
        """The buttons that the reader may press."""
        return [self.action(a) | more for a in actions if self.may(a.permission)]

    def action(self, action: pages.Action) -> Drawn:
        """A button."""
        made: Drawn = {"type": "button", "label": self.say(action.label), "level": action.level}
        if action.icon:
            made["icon"] = f"fa fa-{action.icon}"
        if action.visible_when:
            made["visibleOn"] = action.visible_when
        if action.link:
            if action.link.startswith("/console"):
                return made | {"actionType": "link", "link": action.link}
            return made | {"actionType": "url", "url": action.link, "blank": True}
        api: Drawn = {"method": action.method, "url": self.api(action.api or "")}
        if action.download:
            # Without data of its own a POST would carry everything the page knows, which an API rightly refuses.
            own: Drawn = {} if action.method == "get" else {"data": {}}
            return made | {"actionType": "download", "api": api | own | {"responseType": "blob"}}
        done = self.say(action.done or Text("已完成", "Done"))
        if action.fields or action.schema or action.type_to_confirm:
            return made | {"actionType": "dialog", "dialog": self._dialog(action, api, done)}
        if action.confirm:
            made |= {"confirmText": self.say(action.confirm), "confirmTitle": self.say(action.label)}
        made |= {"actionType": "ajax", "api": api, "reload": RELOADS}
        # What reads and asks to be told gets the API's own words.
        if action.done or action.method != "get":
            made["messages"] = {"success": done}
        return made | ({"redirect": action.redirect} if action.redirect else {})

    def _dialog(self, action: pages.Action, api: Drawn, done: str) -> Drawn:
        body: list[Drawn] = []
        if action.confirm and (action.fields or action.schema or action.type_to_confirm):
            level = "danger" if action.level == "danger" or action.type_to_confirm else "info"
            body.append({"type": "alert", "level": level, "body": self.say(action.confirm)})
        body += self.inputs(action.fields, action.schema)
        if action.type_to_confirm:
            body += self._typed(action.type_to_confirm)
        names = [c["name"] for c in body if "name" in c and not c["name"].startswith("_")]
        body += [
            {
                "type": "static",
                "name": column.name,
                "label": self.say(column.label),
                "visibleOn": column.name,
                "copyable": True,
                "className": "renshi-answer",
            }
            for column in action.answer
        ]
        form: Drawn = {
            "type": "form",
            "mode": "horizontal",
            "labelWidth": 120,
            # Only what is asked for is sent: the row's other fields are not the form's.
            "api": api | {"data": {name: f"${{{name}}}" for name in names}} | emptied(body),
            "body": body,
            "messages": {"saveSuccess": done},
            "reload": RELOADS,
            "className": "renshi-dialog-form",
        }
        if action.load_api:
            form["initApi"] = self.api(action.load_api)
        if action.redirect:
            form["redirect"] = action.redirect
        return {
            "title": self.say(action.label),
            "size": action.size,
            "body": form,
            "closeOnOutside": False,
            "actions": [
                {"type": "button", "label": self.word("取消", "Cancel"), "actionType": "cancel"},
                {
                    "type": "button",
                    "label": self.word("确定", "Confirm"),
                    "actionType": "confirm",
                    "primary": action.level != "danger",
                    "level": "danger" if action.level == "danger" else "primary",
                    **({"close": False} if action.answer else {}),
                },
            ],
        }

    def _typed(self, expected: str) -> list[Drawn]:
        wanted = f"<b>{expected}</b>"
        return [
            {"type": "hidden", "name": "_expected", "value": expected},
            {
                "type": "input-text",
                "name": "_typed",
                "label": self.word("确认", "Confirm"),
                "required": True,
                "description": self.word(f"请输入 {wanted} 以确认", f"type {wanted} to confirm"),
                "validations": {"equalsField": "_expected"},
                "validationErrors": {
                    "equalsField": self.word("输入的内容不一致", "this is not what has to be typed")
                },
            },
        ]

    def finish(self, drawn: Any) -> Any:
        """Put in the names of the blocks that read again after a change."""
        names = ",".join(self.readers)
        if isinstance(drawn, dict):
            if drawn.get("reload") == RELOADS:
                if names:
                    drawn["reload"] = names
                else:
                    del drawn["reload"]
            for value in drawn.values():
                self.finish(value)
        elif isinstance(drawn, list):
            for value in drawn:
                self.finish(value)
        return drawn


def around(api: str) -> bool:
    """Whether ``api`` is no address but one field of the data around a block, ``${lines}``."""
    return re.fullmatch(r"\$\{[a-z_.]+\}", api) is not None


def names_in(path: str) -> set[str]:
    """The fields that an address takes from the data around it."""
    return set(re.findall(r"\$\{\s*([a-z_][a-z0-9_]*)", path))
