"""Contracts to build reports from: those in force on a day, and labour contracts that end in a period."""

from __future__ import annotations

from renshi_contracts.permissions import READ
from renshi_contracts.words import KINDS, STATES, TERMS
from renshi_sdk import Text
from renshi_sdk.contributions import Dataset, Dimension, Measure

_PERSON = "e.number AS staff_number, e.name, e.department_id, e.department_name"
_DECISIONS = {
    "renewed": Text("续签", "Renewed"),
    "not_renewed": Text("不续签", "Not renewed"),
    "requested": Text("审批中", "Asked for"),
    "open": Text("未定", "Undecided"),
}
_REMAINING = {
    "over": Text("已到期", "Over"),
    "d30": Text("30天内", "Within 30 days"),
    "d90": Text("31–90天", "31–90 days"),
    "d365": Text("91–365天", "91–365 days"),
    "later": Text("一年以上", "More than a year"),
    "open": Text("无到期日", "Without an end"),
}
_WHO = (
    Dimension(
        name="department", title=Text("部门", "Department"), sql="t.department_id", label="t.department_name",
        definition=Text("员工现在的部门", "The person's department today"),
    ),
    Dimension(name="contract", title=Text("合同编号", "Contract"), sql="t.number"),
    Dimension(name="number", title=Text("工号", "Staff number"), sql="t.staff_number"),
    Dimension(name="name", title=Text("姓名", "Name"), sql="t.name"),
)  # fmt: skip
_ENDS = Dimension(name="ends_on", title=Text("到期日期", "Ends on"), sql="t.ends_on", kind="date")
_PEOPLE = Measure(name="people", title=Text("人数", "People"), sql="t.employee_id", functions=("distinct",))
_TERM = "age(t.ends_on + 1, t.starts_on)"
_MONTHS = Measure(
    name="term_months", title=Text("期限（月）", "Term (months)"), kind="number", functions=("avg", "median"),
    sql=f"(extract(year FROM {_TERM}) * 12 + extract(month FROM {_TERM}))",
    definition=Text("固定期限的整月数，无到期日的不计", "Whole months of the term; without an end it isn't counted"),
)  # fmt: skip

IN_FORCE = Dataset(
    name="contracts.in_force",
    title=Text("有效合同", "Contracts in force"),
    definition=Text(
        "所选日期当天已签订且未终止的合同和协议，一份一行；到期而未终止的单列“已到期”。",
        "Contracts and agreements signed by the chosen day and not ended, a row each; those past their end that nobody"
        " ended are counted as over.",
    ),
    permission=READ,
    period="day",
    person="employee_id",
    source=f"""
SELECT c.id, c.employee_id, c.number, c.kind, c.term, c.state, c.starts_on, c.ends_on, c.signed_on,
  c.probation_months, {_PERSON},
  CASE WHEN c.kind = 'labour' THEN (SELECT count(*) FROM contracts_contract p WHERE p.employee_id = c.employee_id
    AND p.spell_id = c.spell_id AND p.kind = 'labour' AND p.state IN ('signed', 'ended')
    AND p.starts_on <= c.starts_on) END AS nth
FROM contracts_contract c JOIN renshi_employee e ON e.id = c.employee_id
WHERE c.company_id = {{company}} AND c.state IN ('signed', 'ended') AND c.starts_on <= {{last}}
  AND c.signed_on <= {{last}} AND (c.ended_on IS NULL OR c.ended_on >= {{last}})""",
    dimensions=(
        Dimension(name="kind", title=Text("合同类型", "Kind"), sql="t.kind", kind="choice", choices=KINDS),
        Dimension(name="term", title=Text("期限类型", "Term"), sql="t.term", kind="choice", choices=TERMS),
        Dimension(
            name="remaining", title=Text("剩余期限", "Time left"), kind="choice", choices=_REMAINING,
            sql="CASE WHEN t.ends_on IS NULL THEN 'open' WHEN t.ends_on < {last} THEN 'over'"
            " WHEN t.ends_on <= {last} + 30 THEN 'd30' WHEN t.ends_on <= {last} + 90 THEN 'd90'"
            " WHEN t.ends_on <= {last} + 365 THEN 'd365' ELSE 'later' END",
        ),
        Dimension(
            name="nth", title=Text("第几份劳动合同", "Labour contract number"), sql="t.nth", kind="integer",
            definition=Text("本次任职内按开始日期的次序", "In the order of this employment"),
        ),
        Dimension(name="starts_on", title=Text("开始日期", "Starts on"), sql="t.starts_on", kind="date"),
        _ENDS,
        *_WHO,
    ),
    measures=(
        Measure(name="contracts", title=Text("合同数", "Contracts"), sql="1"),
        _PEOPLE,
        _MONTHS,
        Measure(
            name="probation_months", title=Text("试用期（月）", "Probation (months)"), kind="number",
            sql="CASE WHEN t.kind = 'labour' THEN t.probation_months END", functions=("avg", "max"),
        ),
    ),
    rows=("contract", "number", "name", "department", "kind", "term", "starts_on", "ends_on"),
)  # fmt: skip

ENDING = Dataset(
    name="contracts.ending",
    title=Text("合同到期与续签", "Contracts that end, and renewals"),
    definition=Text(
        "到期日在期间内的劳动合同，一份一行；已作废的不计。续签率 = 续签 ÷ 到期合同。",
        "Labour contracts whose last day lies in the period, a row each; cancelled ones left out. Renewal rate ="
        " renewed ÷ contracts that end.",
    ),
    permission=READ,
    period="range",
    time="ends_on",
    person="employee_id",
    source=f"""
SELECT c.id, c.employee_id, c.number, c.term, c.state, c.starts_on, c.ends_on, coalesce(w.state, 'open') AS decision,
  {_PERSON}
FROM contracts_contract c JOIN renshi_employee e ON e.id = c.employee_id
  LEFT JOIN contracts_renewal w ON w.contract_id = c.id AND w.state <> 'cancelled'
WHERE c.company_id = {{company}} AND c.kind = 'labour' AND c.state IN ('signed', 'ended')
  AND c.ends_on BETWEEN {{first}} AND {{last}}""",
    dimensions=(
        _ENDS,
        Dimension(
            name="decision", title=Text("续签结论", "Decision"), sql="t.decision", kind="choice", choices=_DECISIONS
        ),
        Dimension(
            name="state", title=Text("合同状态", "State"), sql="t.state", kind="choice",
            choices={k: v for k, v in STATES.items() if k in ("signed", "ended")},
        ),
        *_WHO,
    ),
    measures=(
        Measure(name="contracts", title=Text("到期合同", "Contracts"), sql="1"),
        Measure(name="renewed", title=Text("续签", "Renewed"), sql="(t.decision = 'renewed')::int"),
        Measure(name="not_renewed", title=Text("不续签", "Not renewed"), sql="(t.decision = 'not_renewed')::int"),
        Measure(
            name="undecided", title=Text("未定", "Undecided"), sql="(t.decision IN ('open', 'requested'))::int",
            definition=Text("尚无续签结论", "No decision about a renewal yet"),
        ),
        _PEOPLE,
        _MONTHS,
    ),
    rows=("contract", "number", "name", "department", "ends_on", "decision"),
)  # fmt: skip

DATASETS = (IN_FORCE, ENDING)
