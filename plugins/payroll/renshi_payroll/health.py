"""Health of the plugin: are the shipped parameters readable, and does one computation come out right?"""

from __future__ import annotations

from datetime import date

from renshi_payroll.engine.withholding import YearToDate, withhold
from renshi_payroll.parameters import load_parameters
from renshi_payroll.parameters.model import ParameterError
from renshi_sdk import Text
from renshi_sdk.contributions import HealthCheck, HealthResult


async def check_engine() -> HealthResult:
    """The example 43,500 - 6,527.71 - 5,000 must give 959.17."""
    try:
        table = load_parameters().table("iit.annual_table", date(2026, 1, 1))
    except ParameterError as error:
        return HealthResult("down", Text(f"薪酬参数无法读取：{error}", f"parameters can't be read: {error}"))
    result = withhold(table, YearToDate(income=43_500_00, special=6_527_71), 5_000_00)
    if result.tax != 959_17:
        return HealthResult("down", Text("个税计算自检不通过", "the tax self-check failed"))
    places = len(load_parameters().jurisdictions) - 1
    return HealthResult(
        "ok", Text(f"已载入 {places} 个城市的参数", f"parameters of {places} cities are loaded")
    )


CHECKS = (HealthCheck(name="payroll.engine", check=check_engine),)
