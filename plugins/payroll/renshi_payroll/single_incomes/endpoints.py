"""API of single incomes. Nothing is stored."""

from typing import Any

from renshi_payroll.permissions import SIMULATE
from renshi_payroll.single_incomes import service
from renshi_payroll.single_incomes.schemas import SingleIncomeIn
from renshi_sdk import Context
from renshi_sdk.web import post


@post("/single-incomes/tax", permission=SIMULATE, status_code=200)
async def single_income_tax(ctx: Context, data: SingleIncomeIn) -> dict[str, Any]:
    """The tax of labour remuneration, a lump sum, equity or a non-resident's income, explained."""
    return await service.tax(ctx, data)


HANDLERS = (single_income_tax,)
