"""Pages as amis JSON. What a browser gets is made here alone; plugins never write amis."""

from __future__ import annotations

import re

from renshi_core.console import arrange, objects, tables
from renshi_core.console.pen import Allows, Drawn, Pen, api_path
from renshi_sdk import pages
from renshi_sdk.contributions import Page

__all__ = ["api_path", "draw_block", "draw_page", "match", "render_page"]


def render_page(plugin: str, page: Page, *, locale: str, allows: Allows) -> Drawn:
    """Draw a page for one reader: their language, and only the buttons they may press."""
    return draw_page(plugin, page, locale=locale, allows=allows)[0]


def draw_page(plugin: str, page: Page, *, locale: str, allows: Allows) -> tuple[Drawn, Pen]:
    """The same, with the pen that knows which tables it drew, in their order."""
    known = frozenset(re.findall(r":([a-z_]+)", page.path))
    pen = Pen(plugin, locale, allows, known=known)
    drawn: Drawn = {
        "type": "page",
        "title": page.title.of(locale),
        "body": pen.blocks(page.body),
        "className": "renshi-page",
    }
    return pen.finish(drawn), pen


def draw_block(pen: Pen, block: pages.Block) -> Drawn | None:
    """One block; ``None`` where it has nothing for the reader."""
    match block:
        case pages.Table():
            return tables.table(pen, block)
        case pages.Grid():
            return tables.grid(pen, block)
        case pages.Board():
            return tables.board(pen, block)
        case pages.Cards():
            return tables.cards(pen, block)
        case pages.Tree():
            return tables.tree(pen, block)
        case pages.Timeline():
            return tables.timeline(pen, block)
        case pages.Detail():
            return objects.detail(pen, block)
        case pages.Form():
            return objects.form(pen, block)
        case pages.Trial():
            return objects.trial(pen, block)
        case pages.Wizard():
            return objects.wizard(pen, block)
        case pages.Steps():
            return objects.steps(pen, block)
        case pages.Path():
            return objects.path(pen, block)
        case pages.Compare():
            return objects.compare(pen, block)
        case pages.Media():
            return objects.media(pen, block)
        case pages.Progress():
            return objects.progress(pen, block)
        case pages.Figures():
            return arrange.figures(pen, block)
        case pages.Chart():
            return arrange.chart(pen, block)
        case pages.Markdown():
            return {"type": "markdown", "value": pen.say(block.text), "className": "renshi-note"}
        case pages.Tabs():
            return arrange.tabs(pen, block)
        case pages.Section():
            return arrange.section(pen, block)
        case pages.Columns():
            return arrange.columns(pen, block)
        case pages.Callout():
            return arrange.callout(pen, block)
        case pages.LinkCards():
            return arrange.link_cards(pen, block)
    raise TypeError(f"unknown block {type(block).__name__}")


def match(pattern: str, path: str) -> dict[str, str] | None:
    """Match a page's path (``/runs/:id``) and return its parameters."""
    expression = "^" + re.sub(r":([a-z_]+)", r"(?P<\1>[^/]+)", pattern) + "/?$"
    found = re.match(expression, path)
    return found.groupdict() if found else None
