"""A table's cells: which the console draws itself, and what it is told."""

from __future__ import annotations

import pytest

from renshi_core.console.pen import Pen
from renshi_core.console.values import in_table
from renshi_sdk.pages import Column, Option
from renshi_sdk.text import Text

LABEL = Text("状态", "State")


def _pen() -> Pen:
    return Pen("core", "zh-CN", lambda permission: True)


def test_a_plain_cell_carries_what_it_needs_and_no_template() -> None:
    options = (Option(value="open", label=Text("打开", "Open"), colour="info"),)
    drawn = in_table(_pen(), Column(name="state", label=LABEL, options=options, sortable=True, width=90))
    assert drawn == {
        "type": "renshi-cell",
        "spec": {
            "name": "state", "label": "状态", "kind": "text", "link": None, "note": None, "decimals": None,
            "options": {"open": {"label": "打开", "colour": "info"}},
        },
        "name": "state", "label": "状态", "sortable": True, "width": 90,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "link", "class_name"),
    [
        ("date", None, "renshi-short"),
        ("money", None, "renshi-short"),
        ("money", "/x/${id}", None),
        ("text", None, None),
        ("tags", None, None),
    ],
)
def test_short_values_stay_on_one_line(kind: str, link: str | None, class_name: str | None) -> None:
    drawn = in_table(_pen(), Column(name="a", label=LABEL, kind=kind, link=link))  # type: ignore[arg-type]
    assert (drawn["type"], drawn.get("className")) == ("renshi-cell", class_name)


@pytest.mark.parametrize(
    ("kind", "drawn_as"),
    [
        ("json", "json"),
        ("progress", "container"),
        ("file", "tpl"),
        ("files", "each"),
        ("image", "image"),
        ("rating", "input-rating"),
        ("colour", "color"),
    ],
)
def test_rich_values_are_the_librarys(kind: str, drawn_as: str) -> None:
    assert in_table(_pen(), Column(name="a", label=LABEL, kind=kind))["type"] == drawn_as  # type: ignore[arg-type]
