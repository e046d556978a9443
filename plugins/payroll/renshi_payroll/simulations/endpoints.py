"""API of simulations. Nothing is stored."""

from typing import Any

from renshi_payroll.permissions import SIMULATE
from renshi_payroll.simulations import bonus, service
from renshi_payroll.simulations.schemas import BonusIn, SimulationIn
from renshi_sdk import Context
from renshi_sdk.web import post


@post("/simulations", permission=SIMULATE, status_code=200)
async def simulate(ctx: Context, data: SimulationIn) -> dict[str, Any]:
    """What a person's or a group's month and year would be under assumed changes."""
    return await service.simulate(ctx, data)


@post("/simulations/bonus", permission=SIMULATE, status_code=200)
async def compare_bonus(ctx: Context, data: BonusIn) -> dict[str, Any]:
    """An annual bonus taxed separately, with the wages, and split."""
    return await bonus.compare(ctx, data)


HANDLERS = (simulate, compare_bonus)
