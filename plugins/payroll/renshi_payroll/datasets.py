"""Pay to build reports from: slips of runs that are final, and their contributions by scheme.

Runs count once they are closed, paid or filed. Every amount is sensitive: groups of fewer than five people are left
out, nobody opens the rows behind a figure, and each question is audited.
"""

from __future__ import annotations

from renshi_payroll.permissions import COST_READ
from renshi_payroll.runs.service import KINDS
from renshi_sdk import Text
from renshi_sdk.contributions import Dataset, Dimension, Measure

SCHEMES = {
    "pension": Text("基本养老保险", "Pension insurance"),
    "local_pension": Text("地方补充养老保险", "Local supplementary pension"),
    "medical": Text("基本医疗保险", "Medical insurance"),
    "maternity": Text("生育保险", "Maternity insurance"),
    "unemployment": Text("失业保险", "Unemployment insurance"),
    "injury": Text("工伤保险", "Work injury insurance"),
    "housing_fund": Text("住房公积金", "Housing fund"),
    "housing_fund_supplementary": Text("补充住房公积金", "Supplementary housing fund"),
}
_FINAL = """
FROM payroll_slip s JOIN payroll_run r ON r.id = s.run_id AND r.version = s.version"""
_WHERE = """
WHERE s.company_id = {company} AND r.state IN ('closed', 'paid', 'filed')
  AND s.period BETWEEN to_char({first}, 'YYYY-MM') AND to_char({last}, 'YYYY-MM')"""
_ROW = "s.employee_id, s.department_id, s.department_name, r.kind, to_date(s.period || '-01', 'YYYY-MM-DD') AS month"
_DIMENSIONS = (
    Dimension(name="month", title=Text("工资月份", "Pay month"), sql="t.month", kind="date"),
    Dimension(
        name="department", title=Text("部门", "Department"), sql="t.department_id", label="t.department_name",
        definition=Text("核算时所在部门", "The department at the time of the run"),
    ),
    Dimension(name="kind", title=Text("批次类型", "Kind of run"), sql="t.kind", kind="choice", choices=KINDS),
)  # fmt: skip
_PEOPLE = Measure(
    name="people", title=Text("人数", "People"), sql="t.employee_id", functions=("distinct",),
    definition=Text("期间内有工资的人数，一人计一次", "People paid in the period, each once"),
)  # fmt: skip


def _money(name: str, zh: str, en: str, fen: str, definition: Text | None = None) -> Measure:
    return Measure(
        name=name,
        title=Text(zh, en),
        sql=f"({fen})::numeric / 100",
        kind="money",
        functions=("sum", "avg", "median"),
        definition=definition,
        sensitive=True,
    )


COST = Dataset(
    name="payroll.cost",
    title=Text("人力成本", "Labour cost"),
    definition=Text(
        "已关账、已发放或已申报批次的工资条，一人一批次一行；期间跨到的月份整月计入。人力成本 = 应发合计 + 单位缴纳；"
        "平均、中位数按工资条计。不足五人的分组不显示。",
        "Slips of closed, paid and filed runs, a row for each person and run; a month that the period touches counts in"
        " full. Cost = gross + employer's contributions; averages and medians go by slips. Groups of fewer than five"
        " people are not shown.",
    ),
    permission=COST_READ,
    period="range",
    time="month",
    person="employee_id",
    source=f"""
SELECT {_ROW}, s.gross, s.net, s.iit + s.other_iit AS tax, s.employee_social, s.employee_housing, s.employer_social,
  s.employer_housing, s.employer_cost{_FINAL}{_WHERE}""",
    dimensions=_DIMENSIONS,
    measures=(
        _PEOPLE,
        _money(
            "cost", "人力成本", "Labour cost", "t.gross + t.employer_cost",
            Text("应发合计 + 单位缴纳的社保和公积金", "Gross + the employer's insurance and housing fund"),
        ),
        _money("gross", "应发合计", "Gross", "t.gross"),
        _money("employer", "单位缴纳", "Employer's contributions", "t.employer_cost"),
        _money("employer_social", "单位社保", "Employer's insurance", "t.employer_social"),
        _money("employer_housing", "单位公积金", "Employer's housing fund", "t.employer_housing"),
        _money("employee_social", "个人社保", "Employee's insurance", "t.employee_social"),
        _money("employee_housing", "个人公积金", "Employee's housing fund", "t.employee_housing"),
        _money("tax", "个人所得税", "Income tax", "t.tax"),
        _money("net", "实发工资", "Net", "t.net"),
    ),
)  # fmt: skip

_SIDES = ", ".join(f"('{s}', s.{s}_employee, s.{s}_employer)" for s in SCHEMES)
CONTRIBUTIONS = Dataset(
    name="payroll.contributions",
    title=Text("社保公积金（按险种）", "Contributions by scheme"),
    definition=Text(
        "已关账、已发放或已申报批次的社保和公积金，一人一批次一险种一行，没有缴纳的不计。不足五人的分组不显示。",
        "Insurance and housing fund of closed, paid and filed runs, a row for each person, run and scheme with a"
        " contribution. Groups of fewer than five people are not shown.",
    ),
    permission=COST_READ,
    period="range",
    time="month",
    person="employee_id",
    source=f"""
SELECT {_ROW}, x.scheme, x.employee, x.employer{_FINAL}
  CROSS JOIN LATERAL (VALUES {_SIDES}) AS x(scheme, employee, employer){_WHERE}
  AND (x.employee <> 0 OR x.employer <> 0)""",
    dimensions=(
        *_DIMENSIONS,
        Dimension(
            name="scheme", title=Text("险种", "Scheme"), sql="t.scheme", kind="choice", choices=SCHEMES
        ),
    ),
    measures=(
        _PEOPLE,
        _money("employer", "单位缴纳", "Employer", "t.employer"),
        _money("employee", "个人缴纳", "Employee", "t.employee"),
        _money("both", "合计", "Together", "t.employer + t.employee"),
    ),
)

DATASETS = (COST, CONTRIBUTIONS)
