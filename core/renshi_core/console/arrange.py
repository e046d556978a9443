"""Order on a page as amis JSON: tabs, sections, columns, remarks, cards, figures, charts."""

from __future__ import annotations

from typing import Any

from renshi_core.console.pen import Drawn, Pen, around
from renshi_core.console.tables import framed
from renshi_core.console.values import shown
from renshi_sdk import pages

PALETTE = ["#1f5eff", "#12b76a", "#f79009", "#7a5af8", "#06aed4", "#ee46bc", "#667085", "#f04438"]


def tabs(pen: Pen, tabs: pages.Tabs) -> Drawn | None:
    """Blocks behind tabs; a tab that has nothing for the reader is left out."""
    drawn = []
    for tab in tabs.tabs:
        if not pen.may(tab.permission):
            continue
        body = pen.blocks(tab.body)
        if not body:
            continue
        made: Drawn = {"title": pen.say(tab.title), "mountOnEnter": True, "body": body}
        if tab.visible_when:
            made["visibleOn"] = tab.visible_when
        drawn.append(made)
    if not drawn:
        return None
    return {"type": "tabs", "tabsMode": "line", "className": "renshi-tabs", "tabs": drawn}


def section(pen: Pen, section: pages.Section) -> Drawn | None:
    """Blocks under a heading."""
    body = pen.blocks(section.body) if pen.may(section.permission) else []
    if not body:
        return None
    if section.note:
        body.insert(0, {"type": "tpl", "tpl": pen.say(section.note), "className": "renshi-note"})
    made: Drawn
    if section.collapsible or section.collapsed:
        made = {
            "type": "collapse",
            "header": pen.say(section.title),
            "collapsed": section.collapsed,
            "mountOnEnter": True,
            "className": "renshi-section renshi-fold",
            "body": body,
        }
    else:
        if section.title:
            body.insert(
                0, {"type": "tpl", "tpl": pen.say(section.title), "className": "renshi-section-title"}
            )
        made = {"type": "container", "wrapperBody": False, "className": "renshi-section", "body": body}
    if section.visible_when:
        made["visibleOn"] = section.visible_when
    return pen.reading(section.api, [made]) if section.api else made


def columns(pen: Pen, columns: pages.Columns) -> Drawn | None:
    """Blocks side by side."""
    widths = columns.widths or (1,) * len(columns.columns)
    drawn = [
        {
            "type": "container",
            "wrapperBody": False,
            "className": "renshi-column",
            "style": {"flex": f"{width} 1 0"},
            "body": body,
        }
        for blocks, width in zip(columns.columns, widths, strict=True)
        if (body := pen.blocks(blocks))
    ]
    return (
        {"type": "container", "wrapperBody": False, "className": "renshi-columns", "body": drawn}
        if drawn
        else None
    )


def callout(pen: Pen, callout: pages.Callout) -> Drawn:
    """A remark."""
    made: Drawn = {"type": "alert", "level": callout.level, "body": pen.say(callout.text), "showIcon": True}
    if callout.visible_when:
        made["visibleOn"] = callout.visible_when
    return pen.reading(callout.api, made) if callout.api else made


def link_cards(pen: Pen, links: pages.LinkCards) -> Drawn | None:
    """Cards that lead elsewhere."""
    cards = [
        {
            "type": "tpl",
            "className": "renshi-link-card",
            "tpl": f"<a href='{card.link}'><i class='fa fa-{card.icon}' aria-hidden='true'></i>"
            f"<b>{pen.say(card.title)}</b><span>{pen.say(card.text)}</span></a>",
        }
        for card in links.cards
        if pen.may(card.permission)
    ]
    return (
        {"type": "container", "wrapperBody": False, "className": "renshi-link-cards", "body": cards}
        if cards
        else None
    )


def figures(pen: Pen, figures: pages.Figures) -> Drawn:
    """Key figures in a row."""
    cards: list[Drawn] = []
    for figure in figures.figures:
        column = pages.Column(name=figure.name, label=figure.label, kind=figure.kind)
        template = shown(pen, column).get("tpl", f"${{{figure.name}}}")
        help_ = f" title='{pen.say(figure.help)}'" if figure.help else ""
        inner = (
            f"<span class='renshi-figure-label'{help_}>{pen.say(figure.label)}"
            + ("<i class='fa fa-circle-question' aria-hidden='true'></i>" if figure.help else "")
            + f"</span><span class='renshi-figure-value'>{template}</span>"
        )
        if figure.link:
            inner = f"<a href='{figure.link}'>{inner}</a>"
        cards.append({"type": "tpl", "tpl": inner, "className": "renshi-figure"})
    body: Drawn = {"type": "container", "wrapperBody": False, "className": "renshi-figures", "body": cards}
    return pen.reading(figures.api, body)


def chart(pen: Pen, chart: pages.Chart) -> Drawn:
    """A chart over a list."""
    labels = [pen.say(t) for t in chart.labels] or list(chart.y)
    rows = chart.api if around(chart.api) else "${items}"
    name = "" if around(chart.api) else pen.reader()
    drawn: Drawn = {
        "type": "chart",
        **(
            {"name": name, "api": pen.api(chart.api)}
            if name
            else {"trackExpression": f"{rows[:-1]} | json}}"}
        ),
        "config": chart_config(chart.kind, chart.x, chart.y, labels, horizontal=chart.horizontal, rows=rows),
        "height": 560 if chart.kind == "interval" else 320,
        "replaceChartOption": True,
        "className": "renshi-chart",
    }
    return framed(pen, drawn, title=chart.title, filters=chart.filters, target=name)


def answered(x: str) -> dict[str, Any]:
    """Bars or lines that the answer names in ``series``."""
    each = {
        "type": "${type}",
        "name": "${label}",
        "stack": "${stack}",
        "encode": {"x": x, "y": "${name}"},
        "barMaxWidth": 36,
        "symbolSize": 6,
    }
    return {
        "legend": {"show": "${series.length > 1}", "bottom": 0, "type": "scroll"},
        "grid": {"left": 8, "right": 16, "top": 24, "bottom": 40, "containLabel": True},
        "xAxis": {"type": "category"},
        "yAxis": {"type": "value"},
        "series": {"$series": each},
    }


def chart_config(
    kind: str,
    x: str,
    y: tuple[str, ...],
    labels: list[str],
    *,
    horizontal: bool = False,
    rows: str = "${items}",
) -> dict[str, Any]:
    """The settings of a chart over ``rows``."""
    config: dict[str, Any] = {
        "color": PALETTE,
        "tooltip": {"trigger": "item" if kind in ("pie", "radar") else "axis"},
        "legend": {"show": len(y) > 1 or kind == "pie", "bottom": 0, "type": "scroll"},
        "grid": {"left": 8, "right": 16, "top": 24, "bottom": 40 if len(y) > 1 else 8, "containLabel": True},
        "dataset": {"source": rows},
    }
    if kind == "interval":
        return config | {"dataset": {}} | intervals(x, y, labels, rows)
    if kind == "series":
        return config | answered(x)
    if kind == "pie":
        ring = {"type": "pie", "radius": ["42%", "66%"], "center": ["50%", "45%"]}
        return config | {"series": [ring | {"encode": {"itemName": x, "value": y[0]}}]}
    if kind == "radar":
        config.pop("dataset")
        config["radar"] = {"indicator": "${items|pick:name~" + x + "}"}
        config["series"] = [
            {"type": "radar", "data": [{"value": "${items|pick:" + each + "}", "name": label}]}
            for each, label in zip(y, labels, strict=False)
        ]
        return config
    shape = "bar" if kind == "stacked" else kind
    keys = ("y", "x") if horizontal else ("x", "y")
    config["series"] = [
        {
            "type": shape,
            "name": label,
            "encode": {keys[0]: x, keys[1]: each},
            **({"stack": "all"} if kind == "stacked" else {}),
            **({"barMaxWidth": 36} if shape == "bar" else {"smooth": False, "symbolSize": 6}),
        }
        for each, label in zip(y, labels, strict=False)
    ]
    axes = {f"{keys[0]}Axis": {"type": "category"}, f"{keys[1]}Axis": {"type": "value"}}
    if horizontal:
        axes["yAxis"]["inverse"] = True  # type: ignore[assignment]
    return config | axes


def intervals(x: str, y: tuple[str, ...], labels: list[str], rows: str) -> dict[str, Any]:
    """Bars from low to high with a mark at the value: boxes whose whiskers end where they begin."""
    source = rows.removeprefix("${").removesuffix("}")
    value, low, high = (f"${{{name}}}" for name in y)
    return {
        "tooltip": {"trigger": "item"},
        "legend": {"show": False},
        "grid": {"left": 8, "right": 24, "top": 8, "bottom": 24, "containLabel": True},
        "yAxis": {
            "type": "category",
            "data": f"${{{source}|pick:{x}}}",
            "inverse": True,
            "axisLabel": {"width": 260, "overflow": "truncate"},
            "axisLine": {"show": False},
            "axisTick": {"show": False},
        },
        "xAxis": {"type": "value", "min": -1, "max": 1, "axisLine": {"show": False}},
        "series": [
            {
                "type": "boxplot",
                "name": labels[0],
                "boxWidth": [6, 14],
                "itemStyle": {"color": PALETTE[0] + "33", "borderColor": PALETTE[0], "borderWidth": 1.5},
                "data": {f"${source}": {"name": f"${{{x}}}", "value": [low, low, value, high, high]}},
                "markLine": {
                    "silent": True,
                    "symbol": "none",
                    "label": {"show": False},
                    "lineStyle": {"color": "#8c8c8c", "type": "solid"},
                    "data": [{"xAxis": 0}],
                },
            }
        ],
    }
