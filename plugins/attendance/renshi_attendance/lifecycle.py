"""What happens when a company switches the plugin on."""

from renshi_sdk import Context

from .balances.service import refresh_annual
from .leave import repository as leave
from .reference import leave_catalogue


async def prepare_company(ctx: Context) -> None:
    """Seed the statutory leave types and grant this year's annual leave; running it again changes nothing."""
    await leave.seed_types(ctx.company_id, leave_catalogue())
    today = ctx.today()
    await refresh_annual(ctx, await ctx.people.employed_between(today, today, company_id=ctx.company_id))
