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


def _custom_fields(f: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    three = f["three_equal"]
    ours, bare = (
        f"{three['custom_p95_ms']:.1f} ms ({three['ratio']:.1f}×)",
        f"{three['columns_p95_ms']:.1f} ms",
    )
    return {
        "en": (
            "3 of 300 custom fields filter 100,000 employees, p95",
            ours,
            f"{bare}: the same on real columns",
            "≤ 2×",
        ),
        "zh": ("10 万员工按 300 个自定义字段中的 3 个筛选，p95", ours, f"{bare}：同样条件用真实列", "≤ 2×"),
    }


def _reports(f: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    worst = max(v["p95"] for v in f.values() if isinstance(v, dict))
    ours = f"{worst:.0f} ms"
    return {
        "en": ("turnover of 100,000 employees, two users, p95, worst of 4 views", ours, "—", "< 300 ms"),
        "zh": ("10 万员工离职率报表，两人并发，p95，四种口径中最慢者", ours, "—", "< 300 ms"),
    }


def _attendance(f: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    ours = f"{f['close_s']:.1f} s ({f['ratio_to_copy']:.0f}×)"
    bare, punch = f"{f['bare_copy_s']:.1f} s", f"{f['punch_p95_ms']:.0f} ms"
    return {
        "en": (
            "attendance month of 10,000 people, 1.2 M punches; one punch, p95",
            f"{ours}; {punch}",
            f"{bare}: COPY of the same bytes",
            "≤ 15 s; ≤ 20 ms",
        ),
        "zh": (
            "1 万人、120 万条打卡的考勤月结；单次打卡 p95",
            f"{ours}；{punch}",
            f"{bare}：COPY 相同字节",
            "≤ 15 s；≤ 20 ms",
        ),
    }


def _payroll(f: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    ratio = f["ratio_to_copy"]["same_table"]
    ours = f"{f['slips_per_second']:,.0f}/s ({ratio:.1f}×)"
    bare = f"{f['slips_per_second'] * ratio:,.0f}/s"
    return {
        "en": (
            "pay slips of 100,000 people, collected, computed, written, digested",
            ours,
            f"{bare}: COPY of the same bytes into the same table",
            "≥ 10,000/s, ≤ 3×",
        ),
        "zh": (
            "10 万人工资核算：取数、计算、落库、摘要",
            ours,
            f"{bare}：COPY 相同字节到同一张表",
            "≥ 10,000/s，≤ 3×",
        ),
    }


def _core_hr(f: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    asked = {name: v["p95_ms"] for name, v in f.items() if isinstance(v, dict) and "p95_ms" in v}
    worst = max(asked, key=lambda name: asked[name])
    ours = f"{asked[worst]:.0f} ms"
    return {
        "en": (
            f"{len(asked)} questions on 100,000 employees (list, search, chart, turnover), two users, slowest p95",
            f"{ours} ({worst})",
            "—",
            "< 300 ms",
        ),
        "zh": (
            f"10 万员工的 {len(asked)} 种查询（列表、搜索、架构图、离职率），两人并发，最慢一种的 p95",
            f"{ours}（{worst}）",
            "—",
            "< 300 ms",
        ),
    }


def _payroll_preview(f: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    ours = f"{f['approve_to_preview_p95_ms']:.0f} ms"
    return {
        "en": ("leave approved until the pay preview has it, 10,000 people, p95", ours, "—", "< 1 s"),
        "zh": ("请假批准到工资预览更新，1 万人，p95", ours, "—", "< 1 s"),
    }


def _interviews(f: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    text = f["text"]
    ours = f"{text['p95_ms']:,.0f} ms; {text['answers_lost']}"
    return {
        "en": ("100 text interviews at once, a turn, p95; answers lost", ours, "—", "< 1 s; 0"),
        "zh": ("100 场文字面试同时进行，每轮 p95；丢失的回答", ours.replace(";", "；"), "—", "< 1 s；0"),
    }


def _content_scoring(f: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    seen, new = f["sciEntsBank"]["unseen_answers"], f["sciEntsBank"]["unseen_questions"]
    ours = f"{seen['auc']:.3f} / {new['auc']:.3f}"
    words = f"{seen['auc_keyword_coverage']:.3f} / {new['auc_keyword_coverage']:.3f}"
    return {
        "en": (
            "AUC against people's marks, SciEntsBank, unseen answers / questions",
            ours,
            f"{words}: keyword coverage",
            "≥ 0.80 / ≥ 0.78",
        ),
        "zh": (
            "与人工评分一致性 AUC（SciEntsBank，新答案 / 新题目）",
            ours,
            f"{words}：关键词覆盖率",
            "≥ 0.80 / ≥ 0.78",
        ),
    }


ROWS = {
    "requests": _requests,
    "listing": _listing,
    "custom_fields": _custom_fields,
    "core_hr": _core_hr,
    "reports": _reports,
    "attendance": _attendance,
    "payroll": _payroll,
    "payroll_preview": _payroll_preview,
    "interviews": _interviews,
    "content_scoring": _content_scoring,
    "outbox": _outbox,
    "plugin_count": _plugin_count,
}
