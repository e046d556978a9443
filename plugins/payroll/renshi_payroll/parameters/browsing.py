"""Every parameter of a city with its standing, and the whole story of one."""

from __future__ import annotations

import json
from typing import Any

from renshi_payroll.engine.fen import percent_of, to_yuan
from renshi_payroll.engine.refusals import MissingFact
from renshi_payroll.facts.repository import company_facts
from renshi_payroll.parameters.labels import full_title, unit_of
from renshi_payroll.parameters.loader import load_parameters
from renshi_payroll.parameters.model import ParameterError, Series
from renshi_sdk import Context, Invalid, Text
from renshi_sdk.contracts import PayPeriod
from renshi_sdk.db import fetch

#: What needs somebody comes first.
_ORDER = {"unresolved": 0, "provisional": 1, "recorded": 2, "verified": 3}


async def parameters_in_use(ctx: Context, jurisdiction: str, period: PayPeriod) -> list[dict[str, Any]]:
    """Every parameter of a city in a month: value, standing and source, what is unsettled first.

    A recorded fact replaces a shipped value.
    """
    try:
        place = load_parameters().jurisdiction(jurisdiction)
    except ParameterError as error:
        raise Invalid(Text(f"没有该城市：{jurisdiction}", str(error)), code="payroll.fact.city") from error
    facts = await company_facts(ctx.company_id, period.first_day, ctx.now())
    rows = []
    for key, series in place.series.items():
        if series.kind == "table":
            continue  # tables of the law are no values of a city
        full_key = f"{jurisdiction}.{key}"
        found = load_parameters().lookup(jurisdiction, key, period.first_day, facts)
        value = series.on(period.first_day)
        settled = None if found is None or isinstance(found, MissingFact) else found
        rows.append(
            {
                "key": full_key,
                "label": full_title(full_key).of(ctx.locale),
                "kind": series.kind,
                "unit": unit_of(full_key).of(ctx.locale),
                "value": None if settled is None else shown_value(series, settled.value),
                "status": "recorded" if full_key in facts else settled.status if settled else "unresolved",
                "source": settled.source if settled else "",
                "url": value.source.url if value and value.source and full_key not in facts else "",
                "note": Text(value.note_zh, value.note_en or value.note_zh).of(ctx.locale)
                if value and settled is None and value.note_zh
                else "",
                "effective_from": value.effective_from.isoformat() if value else None,
                "effective_to": value.effective_to.isoformat() if value and value.effective_to else None,
                "valid_from": period.first_day.isoformat(),
            }
        )
    return sorted(rows, key=lambda row: (_ORDER[row["status"]], row["key"]))


def shown_value(series: Series, value: int) -> str:
    """A stored value in yuan or percent."""
    return str(to_yuan(value)) if series.kind == "money" else percent_of(value)


async def history(ctx: Context, key: str) -> list[dict[str, Any]]:
    """One parameter through time: what is shipped with its source, and what the company recorded, newest first."""
    try:
        series = load_parameters().series(key)
    except ParameterError as error:
        raise Invalid(Text(f"没有该参数：{key}", str(error)), code="payroll.fact.parameter") from error
    if series.kind == "table":
        raise Invalid(
            Text("税率表不按单个数值查看", "a table has no single value"), code="payroll.fact.parameter"
        )
    rows: list[dict[str, Any]] = [
        {
            "effective_from": value.effective_from.isoformat(),
            "effective_to": value.effective_to.isoformat() if value.effective_to else None,
            "value": shown_value(series, value.value) if isinstance(value.value, int) else None,
            "status": value.status,
            "source": value.source.instrument if value.source else "",
            "url": value.source.url if value.source else "",
            "recorded_at": None,
        }
        for value in series.values
    ]
    recorded = await fetch(
        "SELECT value, valid_from, reference, recorded_at FROM payroll_fact WHERE company_id = $1"
        " AND employee_id IS NULL AND key = $2 ORDER BY valid_from DESC, recorded_at DESC, id DESC LIMIT 200",
        ctx.company_id,
        key,
    )
    rows += [
        {
            "effective_from": row["valid_from"].isoformat(),
            "effective_to": None,
            "value": shown_value(series, json.loads(row["value"])),
            "status": "recorded",
            "source": row["reference"],
            "url": "",
            "recorded_at": row["recorded_at"],
        }
        for row in recorded
    ]
    return sorted(rows, key=lambda row: (row["effective_from"], row["status"] == "recorded"), reverse=True)
