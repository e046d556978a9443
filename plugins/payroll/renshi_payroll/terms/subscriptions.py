"""What payroll learns from the rest of the house."""

from __future__ import annotations

from renshi_payroll.terms.schemas import TermsIn
from renshi_payroll.terms.service import current_terms, jurisdiction_of, record_terms
from renshi_sdk import Context
from renshi_sdk.contributions import Subscription
from renshi_sdk.events import OfferAccepted


async def terms_from_offer(ctx: Context, event: OfferAccepted) -> None:
    """Record the agreed salary as pay terms from the first day.

    Tax residence stays unrecorded: an offer doesn't say it, and payroll refuses to guess. Nothing is done
    where the company's city has no parameters or somebody recorded terms already; the run names who is missing.
    """
    if await current_terms(ctx, event.employee_id, event.starts_on) is not None:
        return
    company = await ctx.organization.company()
    jurisdiction = jurisdiction_of(company.city)
    if jurisdiction is None:
        return
    await record_terms(
        ctx,
        TermsIn(
            employee_id=event.employee_id,
            valid_from=event.starts_on,
            monthly_wage=event.monthly_salary,
            jurisdiction=jurisdiction,
            reason="录用通知约定薪资",
        ),
    )


SUBSCRIPTIONS = (
    Subscription(event=OfferAccepted, handler=terms_from_offer, name="payroll.terms_from_offer"),
)
