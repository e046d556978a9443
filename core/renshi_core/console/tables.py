"""Lists as amis JSON: tables, grids, boards, trees, timelines."""

from __future__ import annotations

from renshi_core.console.controls import control
from renshi_core.console.pen import NOTHING, Drawn, Pen, around, names_in
from renshi_core.console.values import NUMBER_KINDS, in_table, plain, shown
from renshi_sdk import pages
from renshi_sdk.text import Text

MANY_BUTTONS = 3
"""As many buttons as a line of a table shows; the others go into a menu."""


def table(pen: Pen, table: pages.Table) -> Drawn:
    """A table with filters, paging, buttons and export."""
    number = len(pen.tables)
    pen.tables.append(table)
    hidden = any(c.hidden for c in table.columns)
    given = around(table.api)
    made: Drawn = {
        "type": "crud",
        **(
            {"source": table.api, "loadDataOnce": True}
            if given
            else {"name": pen.reader(), "api": _asked(pen, table)}
        ),
        "syncLocation": False,
        "perPage": 20,
        "perPageAvailable": [20, 50, 100, 200],
        "columnsTogglable": hidden,
        "placeholder": pen.say(table.empty or NOTHING),
        "columns": [in_table(pen, c) for c in table.columns],
        "footerToolbar": ["pagination"] if given else ["statistics", "switch-per-page", "pagination"],
        "headerToolbar": [
            *(
                ({"type": "tpl", "tpl": pen.say(table.title), "className": "renshi-box-title"},)
                if table.title
                else ()
            ),
            *pen.actions(table.actions),
            *(("bulkActions",) if table.bulk_actions else ()),
            *(
                ()
                if given
                else ({"type": "reload", "align": "right", "tooltip": pen.word("刷新", "Reload")},)
            ),
            *(({"type": "columns-toggler", "align": "right", "draggable": False},) if hidden else ()),
            *(
                (_export(pen, table, number),)
                if table.export and not given and names_in(table.api) <= pen.known
                else ()
            ),
        ],
        "autoFillHeight": False,
        "alwaysShowPagination": False,
        "className": "renshi-table",
        "renshiTable": number,
    }
    if table.filters:
        made["filter"] = pen.filters(table.filters)
        del made["filter"]["type"]
    if row := _row_buttons(pen, table.row_actions):
        made["columns"].append(row)
    if table.bulk_actions:
        made["bulkActions"] = pen.actions(table.bulk_actions)
    if table.expand:
        made["footable"] = {"expand": "none"}
        made["columns"].append(
            {
                "label": "",
                "type": "container",
                "breakpoint": "*",
                "className": "renshi-expanded",
                "body": pen.blocks(table.expand),
            }
        )
    if table.totals:
        made["affixRow"] = [_total(pen, c, first=i == 0) for i, c in enumerate(table.columns)]
    if table.poll_seconds:
        made |= {"interval": table.poll_seconds * 1000, "silentPolling": True}
    return made


def _asked(pen: Pen, table: pages.Table) -> str | Drawn:
    """The address of a list. Where it takes fields from the page, the library no longer adds page and filters."""
    address = pen.api(table.api)
    if "${" not in address:
        return address
    names = ("page", "perPage", "orderBy", "orderDir", *(f.name for f in table.filters))
    return {"method": "get", "url": address, "data": {name: f"${{{name}}}" for name in names}}


def _total(pen: Pen, column: pages.Column, *, first: bool) -> Drawn:
    if first:
        return {"type": "tpl", "tpl": f"<b>{pen.word('合计', 'Total')}</b>"}
    cell = shown(pen, column)
    if column.kind not in NUMBER_KINDS or "tpl" not in cell:
        return {"type": "tpl", "tpl": ""}
    template = cell["tpl"].replace(f"${{{column.name} |", f"${{totals.{column.name} |")
    return {"type": "tpl", "tpl": f"<b>{template}</b>", "align": "right"}


def _row_buttons(pen: Pen, actions: tuple[pages.Action, ...]) -> Drawn | None:
    buttons = pen.actions(actions, size="sm")
    if not buttons:
        return None
    if len(buttons) > MANY_BUTTONS:
        more: Drawn = {
            "type": "dropdown-button",
            "label": pen.word("更多", "More"),
            "size": "sm",
            "level": "link",
            "closeOnClick": True,
            "buttons": buttons[MANY_BUTTONS - 1 :],
        }
        buttons = [*buttons[: MANY_BUTTONS - 1], more]
    letters = sum(_width(b["label"]) for b in buttons)
    return {
        "type": "operation",
        "label": pen.word("操作", "Actions"),
        "fixed": "right",
        "width": min(28 + 30 * len(buttons) + letters * 7, 320),
        "buttons": buttons,
    }


def _width(text: str) -> int:
    """Roughly, in halves of a Chinese character."""
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)


def _export(pen: Pen, table: pages.Table, number: int) -> Drawn:
    taken = {f.name: f"${{{f.name}}}" for f in table.filters}
    taken |= {"orderBy": "${orderBy}", "orderDir": "${orderDir}"}

    def button(label: str, form: str) -> Drawn:
        address = f"/api/console/export?path=${{page_path}}&table={number}&format={form}"
        return {
            "type": "button",
            "label": label,
            "actionType": "download",
            "api": {"method": "get", "url": address, "responseType": "blob", "data": taken},
        }

    return {
        "type": "dropdown-button",
        "label": pen.word("导出", "Export"),
        "align": "right",
        "closeOnClick": True,
        "className": "renshi-export",
        "buttons": [button("Excel", "xlsx"), button("CSV", "csv")],
    }


def grid(pen: Pen, grid: pages.Grid) -> Drawn:
    """A table to fill in."""
    editable = pen.may(grid.permission)
    columns: list[Drawn] = [
        {
            **shown(pen, c),
            "name": c.name,
            "label": pen.say(c.label),
            **({"width": c.width} if c.width else {}),
        }
        for c in grid.columns
    ]
    for drawn, column in zip(columns, grid.columns, strict=True):
        if column.kind in NUMBER_KINDS:
            drawn["align"] = "right"
        if drawn["type"] == "text":
            drawn["type"] = "static"  # a "text" among inputs would be one
    for field in grid.inputs:
        cell = control(field, pen.locale, pen.api)
        columns.append(cell if editable else {"name": field.name, "label": cell["label"], "type": "static"})
    name = pen.reader()
    form: Drawn = {
        "type": "form",
        "name": name,
        "title": "",
        "wrapWithPanel": False,
        "mode": "normal",
        "initApi": pen.api(grid.api),
        "api": {"method": grid.method, "url": pen.api(grid.save_api), "data": {"items": "${items}"}},
        "messages": {"saveSuccess": pen.word("已保存", "Saved")},
        "className": "renshi-grid",
        "body": [
            {
                "type": "input-table",
                "name": "items",
                "label": False,
                "needConfirm": False,
                "addable": editable and grid.add,
                "removable": editable and grid.remove,
                "showFooterAddBtn": editable and grid.add,
                "addBtnLabel": pen.word("增加一行", "Add a line"),
                "placeholder": pen.say(grid.empty or NOTHING),
                "columns": columns,
            },
            *(
                ({"type": "submit", "label": pen.word("保存", "Save"), "level": "primary"},)
                if editable
                else ()
            ),
        ],
    }
    return framed(pen, form, title=grid.title, filters=grid.filters, target=name)


def board(pen: Pen, board: pages.Board) -> Drawn:
    """Cards in columns."""
    move = board.move if board.move and pen.may(board.move.permission) else None
    dialog = None
    if move and (move.fields or move.schema):
        dialog = pen.action(move)
        dialog["dialog"]["title"] = f"{pen.say(move.label)} → ${{to_label}}"
        dialog["dialog"]["body"]["api"]["data"][board.group] = "${to}"
    drawn: Drawn = {
        "type": "renshi-board",
        "group": board.group,
        "card": [plain(pen, c) for c in board.card],
        "stages": [{"value": o.value, "label": pen.say(o.label), "colour": o.colour} for o in board.stages],
        "stagesApi": pen.api(board.stages_api) if board.stages_api else None,
        "link": board.link,
        "move": {"method": move.method, "url": pen.api(move.api or "")} if move else None,
        "moveLabel": pen.say(move.label) if move else "",
        "moveDialog": dialog,
        "cardActions": pen.actions(board.card_actions),
        "empty": pen.say(board.empty or Text("暂无", "None")),
    }
    return _read(pen, board.api, drawn, title=board.title, filters=board.filters, actions=board.actions)


def cards(pen: Pen, cards: pages.Cards) -> Drawn:
    """A list as cards."""
    drawn: Drawn = {
        "type": "renshi-cards",
        "titleField": cards.title_field,
        "textField": cards.text_field,
        "badge": plain(pen, cards.badge) if cards.badge else None,
        "columns": [plain(pen, c) for c in cards.columns],
        "actions": pen.actions(cards.actions, size="sm"),
        "link": cards.link,
        "empty": pen.say(cards.empty or NOTHING),
    }
    return _read(pen, cards.api, drawn, title=cards.title, filters=cards.filters)


def tree(pen: Pen, tree: pages.Tree) -> Drawn:
    """A chart of boxes or an indented list."""
    drawn: Drawn = {
        "type": "renshi-tree",
        "shape": tree.shape,
        "title": tree.name,
        "columns": [plain(pen, c) for c in tree.columns],
        "link": tree.link,
        "api": pen.api(tree.api),
        "panel": pen.blocks(tree.panel),
        "empty": pen.say(tree.empty or NOTHING),
        "filters": [f.name for f in tree.filters],
    }
    join = "&" if "?" in tree.api else "?"
    api = f"{tree.api}{join}depth={tree.depth}"
    return _read(pen, api, drawn, title=tree.title, filters=tree.filters, actions=tree.actions)


def timeline(pen: Pen, timeline: pages.Timeline) -> Drawn:
    """What happened, by year."""
    drawn: Drawn = {
        "type": "renshi-timeline",
        "kinds": {o.value: {"label": pen.say(o.label), "colour": o.colour} for o in timeline.kinds},
        "empty": pen.say(timeline.empty or NOTHING),
    }
    return _read(pen, timeline.api, drawn, title=timeline.title, filters=timeline.filters)


def _read(
    pen: Pen,
    api: str,
    body: Drawn,
    *,
    title: Text | None,
    filters: tuple[pages.Field, ...] = (),
    actions: tuple[pages.Action, ...] = (),
) -> Drawn:
    service = pen.reading(api, body)
    return framed(pen, service, title=title, filters=filters, actions=actions, target=service["name"])


def framed(
    pen: Pen,
    body: Drawn,
    *,
    title: Text | None,
    filters: tuple[pages.Field, ...] = (),
    actions: tuple[pages.Action, ...] = (),
    target: str,
) -> Drawn:
    """A white box with a title, a line of filters, and buttons."""
    head = [
        *(({"type": "tpl", "tpl": pen.say(title), "className": "renshi-box-title"},) if title else ()),
        *((pen.filters(filters, target=target),) if filters else ()),
        *pen.actions(actions),
    ]
    return {
        "type": "container",
        "className": "renshi-box",
        "body": [
            *(({"type": "container", "className": "renshi-box-head", "body": head},) if head else ()),
            body,
        ],
    }
