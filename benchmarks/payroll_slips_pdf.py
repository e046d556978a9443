"""How long the PDFs of a company's slips take: drawn, with the font embedded, and put into archives.

    python benchmarks/payroll_slips_pdf.py [10000]

Slips are composed by the engine for invented people; nothing is read from or written to a database. Prints seconds,
slips a second, bytes a slip, and with ``--password`` the same for AES-256.
"""

from __future__ import annotations

import argparse
import io
import time
import zipfile
from datetime import date
from decimal import Decimal

from renshi_payroll.documents.fonts import face_for
from renshi_payroll.documents.slip_pdf import PrintedLine, PrintedSlip, render
from renshi_payroll.engine.explain import explain, title
from renshi_payroll.engine.fen import to_yuan
from renshi_payroll.engine.lines import build_lines
from renshi_payroll.engine.slip import Item, SlipInput, compose
from renshi_payroll.parameters import RecordedValue
from renshi_payroll.runs.context import build_rule_set, tables_on

from renshi_sdk.contracts import PayPeriod

SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗", "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚"
RATES = {
    "shanghai.housing_fund.employee_rate": 70000, "shanghai.housing_fund.employer_rate": 70000,
    "shanghai.unemployment.employee_rate": 5000, "shanghai.unemployment.employer_rate": 5000,
    "shanghai.injury.employer_rate": 2000,
}  # fmt: skip


def printed(number: int) -> PrintedSlip:
    """The slip of one invented person."""
    facts = {key: RecordedValue(value, "2025 核定单") for key, value in RATES.items()}
    rules = build_rule_set("shanghai", "standard", None, PayPeriod(2026, 1), facts)
    tables, _ = tables_on(date(2026, 1, 31))
    wage = 800_000 + number % 5000 * 1000
    slip = SlipInput(
        items=(Item("pay.base", wage), Item("pay.allowance", 50_000), Item("pay.overtime", 12_345)),
        social_base=wage,
        housing_base=wage,
        rules=rules.rules,
    )
    figures = compose(slip, tables)
    lines = build_lines(
        figures, slip.items, rules.rules, resident=True, social_base=wage, housing_base=wage, tables=tables
    )
    name = SURNAMES[number % 20] + GIVEN[number // 20 % 20] + GIVEN[number // 400 % 20]
    return PrintedSlip(
        company="示例制造有限公司",
        title="2026年1月工资条",
        facts=[("姓名", name), ("工号", f"E{number:05d}"), ("部门", "生产一部"), ("工资月份", "2026-01")],
        lines=[
            PrintedLine(line.kind, title(line, "zh"), to_yuan(line.amount), explain(line, "zh"))
            for line in lines
            if line.kind != "employer"
        ],
        net=to_yuan(figures["net"]),
        totals=(),
        year=[("累计收入", to_yuan(figures["cum_income"])), ("累计应纳税额", to_yuan(figures["cum_tax"]))],
        digest="0" * 64,
        printed_on=date(2026, 1, 31),
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("slips", type=int, nargs="?", default=10_000)
    parser.add_argument("--password", action="store_true")
    given = parser.parse_args()
    start = time.perf_counter()
    slips = [printed(number) for number in range(given.slips)]
    composed = time.perf_counter()
    face = face_for("".join(sorted({char for slip in slips for text in slip.texts() for char in text})))
    faced = time.perf_counter()
    size, net = 0, Decimal(0)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for number, slip in enumerate(slips):
            content = render(slip, password=f"{number:06d}" if given.password else None, face=face)
            archive.writestr(f"{number}.pdf", content)
            size += len(content)
            net += slip.net
    drawn = time.perf_counter()
    print(f"slips {given.slips}, net {net}, password {given.password}")
    print(f"explained {composed - start:.2f} s, face {faced - composed:.2f} s, drawn {drawn - faced:.2f} s")
    print(f"{given.slips / (drawn - faced):.0f} PDFs/s, {size / given.slips / 1024:.1f} KiB each")


if __name__ == "__main__":
    main()
