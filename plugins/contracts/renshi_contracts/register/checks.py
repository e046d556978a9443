"""What a contract must satisfy before it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from renshi_contracts import law
from renshi_sdk import Text
from renshi_sdk.contracts import Employee, EmployeeStatus
from renshi_sdk.labour import last_day_of_months

Problems = dict[str, Text | str]


def complete(values: dict[str, Any], months: int | None) -> dict[str, Any]:
    """Fill in what follows from the rest: the end from ``months``, the last day of the probation."""
    made = dict(values)
    if months is not None and made.get("term") == law.Term.FIXED:
        made["ends_on"] = last_day_of_months(made["starts_on"], months)
    if made.get("term") in (law.Term.OPEN, None) and made.get("kind") == "labour":
        made["ends_on"] = None
    probation = made.get("probation_months") or 0
    made["probation_months"] = probation
    made["probation_ends_on"] = last_day_of_months(made["starts_on"], probation) if probation else None
    return made


def problems(values: Mapping[str, Any], history: Sequence[Mapping[str, Any]]) -> Problems:
    """What the law or plain sense has against a contract; ``history``: signed labour contracts with this employer."""
    found: Problems = {}
    kind, term = values["kind"], values.get("term")
    starts_on: date = values["starts_on"]
    ends_on: date | None = values.get("ends_on")
    probation: int = values["probation_months"]
    if kind == "labour" and term is None:
        found["term"] = Text("请选择合同期限类型", "choose how long the contract lasts")
    if kind != "labour" and term is not None:
        found["term"] = Text("仅劳动合同有期限类型", "only a labour contract has a kind of term")
    if term == law.Term.FIXED and ends_on is None:
        found["ends_on"] = Text(
            "固定期限合同须填写终止日期或月数", "a fixed term needs its last day or its months"
        )
    if ends_on is not None and ends_on < starts_on:
        found["ends_on"] = Text("终止日期早于起始日期", "the last day lies before the first")
    if probation and not found:
        wrong = _probation(kind, term, starts_on, ends_on, probation, history)
        if wrong is not None:
            found["probation_months"] = wrong
    return found


def _probation(
    kind: str,
    term: str | None,
    starts_on: date,
    ends_on: date | None,
    probation: int,
    history: Sequence[Mapping[str, Any]],
) -> Text | None:
    if kind == "part_time":
        return Text(
            "非全日制用工不得约定试用期（劳动合同法第七十条）",
            "part-time work has no probation (Labour Contract Law, art. 70)",
        )
    if kind != "labour" or term is None:
        return Text("仅劳动合同可以约定试用期", "only a labour contract may have a probation")
    earlier = next(
        (row for row in history if row["probation_months"] and row["starts_on"] != starts_on), None
    )
    if earlier is not None:
        return Text(
            f"与同一员工只能约定一次试用期（第十九条第二款），{earlier['starts_on']} 起的合同已约定过",
            f"one probation with one employee (art. 19): the contract from {earlier['starts_on']} had one",
        )
    most = law.allowed_probation(law.Term(term), starts_on, ends_on)
    if probation > most:
        if most == 0:
            return Text(
                "此期限的合同不得约定试用期（劳动合同法第十九条）",
                "a contract of this term may have no probation (Labour Contract Law, art. 19)",
            )
        return Text(
            f"此期限的合同试用期最长 {most} 个月（劳动合同法第十九条）",
            f"with this term a probation lasts {most} months at most (Labour Contract Law, art. 19)",
        )
    return None


def agreed_on_file(
    values: Mapping[str, Any], history: Sequence[Mapping[str, Any]], employee: Employee
) -> Text | None:
    """What speaks against the first contract of an employment whose probation, as the file has it, is still running.

    Somebody may be hired before the contract's term is known; the contract then has to bear the probation (art. 19).
    """
    until, term = employee.probation_until, values.get("term")
    running = employee.status in (EmployeeStatus.PENDING, EmployeeStatus.PROBATION)
    if values["kind"] != "labour" or term is None or until is None or not running:
        return None
    if any(
        row["spell_id"] == employee.spell_id and row["starts_on"] < values["starts_on"] for row in history
    ):
        return None
    most = law.allowed_probation(law.Term(term), values["starts_on"], values.get("ends_on"))
    if most and until <= last_day_of_months(employee.hired_on, most):
        return None
    return Text(
        f"档案登记的试用期至 {until}，此期限的合同试用期最长 {most} 个月（劳动合同法第十九条）："
        "请先办理转正或延长合同期限",
        f"the file has a probation until {until}; with this term it lasts {most} months at most (Labour Contract Law,"
        " art. 19): end the probation, or agree on a longer term",
    )
