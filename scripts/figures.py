"""The table of figures in both READMEs, from benchmarks/results.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- figures -->", "<!-- /figures -->"
README = {"README.md": "en", "README.zh-CN.md": "zh"}
HEAD = {
    "en": "| what | measured | against | target | command |\n| --- | --- | --- | --- | --- |\n",
    "zh": "| 项目 | 实测 | 对照 | 目标 | 命令 |\n| --- | --- | --- | --- | --- |\n",
}


def with_figures(text: str, language: str, results: Path) -> str:
    """``text`` with the table between its markers replaced; unchanged where it has none."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        return text
    return f"{before}{BEGIN}\n{_table(json.loads(results.read_text(encoding='utf-8')), language)}{END}{after}"


def _table(results: dict[str, Any], language: str) -> str:
    rows = [
        _row(cells, name)
        for name, make in ROWS.items()
        if name in results
        for cells in [make(results[name]["figures"])[language]]
    ]
    return HEAD[language] + "".join(rows) + "\n" + _machine(results, language)


def _row(cells: tuple[str, ...], name: str) -> str:
    return "| " + " | ".join(cells) + f" | `python -m benchmarks {name}` |\n"


def _machine(results: dict[str, Any], language: str) -> str:
    machine = next(iter(results.values()))["machine"]
    if language == "zh":
        return f"机器：{machine['cpu']}，{machine['cores']} 核，Python {machine['python']}。\n"
    return f"Machine: {machine['cpu']}, {machine['cores']} cores, Python {machine['python']}.\n"


def _requests(f: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    ours, bare, ratio = f"{f['full_median_ms']:.1f} ms", f"{f['bare_median_ms']:.1f} ms", f"{f['ratio']:.1f}×"
    return {
        "en": (
            "request, full stack, median",
            f"{ours} ({ratio})",
            f"{bare}: bare Litestar + asyncpg",
            "≤ 3×",
        ),
        "zh": (
            "完整链路的一次请求，中位数",
            f"{ours}（{ratio}）",
            f"{bare}：裸 Litestar + asyncpg",
            "≤ 3×",
        ),
    }


def _listing(f: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    sorts = [v for k, v in f.items() if k.startswith("sort_")]
    worst = max(sorts, key=lambda s: s["ratio"])
    ours, bare = f"{worst['ours_p95_ms']:.1f} ms ({worst['ratio']:.1f}×)", f"{worst['bare_p95_ms']:.1f} ms"
    return {
        "en": (
            "50 of 100,000 employees, filter and sort, p95, worst of 3 sorts",
            ours,
            f"{bare}: bare SQL",
            "≤ 2×",
        ),
        "zh": ("10 万员工筛选排序取 50 条，p95，三种排序中最慢者", ours, f"{bare}：裸 SQL", "≤ 2×"),
    }


def _outbox(f: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    ours, bare = f"{f['delivered_per_s']:,.0f}/s", f"{f['bare_transactions_per_s']:,.0f}/s"
    return {
        "en": (
            "deliveries whose handler writes a row",
            ours,
            f"{bare}: bare single-row transactions",
            "≥ 1,000/s",
        ),
        "zh": ("事件投递，处理程序写一行数据", ours, f"{bare}：裸单行事务", "≥ 1,000/s"),
    }


def _plugin_count(f: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    none, fifty = f["0 more"], f["50 more"]
    load = f"{fifty['load_s'] - none['load_s']:.2f} s"
    return {
        "en": ("50 more plugins: request", f"{fifty['ratio']:.2f}×, loading + {load}", "none more", "—"),
        "zh": ("再加载 50 个插件：一次请求", f"{fifty['ratio']:.2f}×，加载 + {load}", "不加载", "—"),
    }


ROWS = {"requests": _requests, "listing": _listing, "outbox": _outbox, "plugin_count": _plugin_count}
