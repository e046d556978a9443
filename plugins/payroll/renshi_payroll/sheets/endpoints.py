"""API of sheets that people fill in."""

from typing import Any

from litestar.response import Response

from renshi_payroll.exports.made import attached
from renshi_payroll.permissions import FACT_MANAGE
from renshi_payroll.sheets import deductions
from renshi_payroll.sheets.schemas import DeductionSheetIn
from renshi_sdk import Context
from renshi_sdk.web import get, post


@get("/facts/deduction-template", permission=FACT_MANAGE)
async def deduction_template(ctx: Context) -> Response[bytes]:
    """The workbook of cumulative special additional deductions, with everybody's number."""
    return attached(await deductions.template_file(ctx), "专项附加扣除模板.xlsx")


@post("/facts/deductions/sheet", permission=FACT_MANAGE)
async def import_deduction_sheet(ctx: Context, data: DeductionSheetIn) -> dict[str, Any]:
    """Record the cumulative deductions of a month from a workbook, all or none."""
    return await deductions.import_sheet(ctx, data)


HANDLERS = (deduction_template, import_deduction_sheet)
