"""API of fairness: comparisons by group, drift, audits, model card, impact assessments; and what candidates tell."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from litestar import Response
from litestar.params import Parameter

from renshi_recruiting_ai import permissions
from renshi_recruiting_ai.candidates import service as applications
from renshi_recruiting_ai.fairness import card, repository, service
from renshi_recruiting_ai.fairness.schemas import AssessmentForm, ImpactWish, VoluntaryForm
from renshi_recruiting_ai.notices import notices
from renshi_recruiting_ai.profiles import repository as profile_rows
from renshi_recruiting_ai.review.endpoints import pdf
from renshi_recruiting_ai.rows import as_list
from renshi_sdk import Context, Invalid, Text
from renshi_sdk.web import Schema, get, post, public_get, public_post

Link = Annotated[str, Parameter(header="X-Candidate-Link", min_length=20, max_length=128)]
MANY = {"rate_limit": 6000}


class Nothing(Schema):
    """No parameters."""


def _requisition(given: str | None) -> UUID | None:
    if not given:
        return None
    try:
        return UUID(given)
    except ValueError as error:
        raise Invalid(Text("岗位编号有误", "this is no id of a requisition")) from error


@get("/fairness/impact", permission=permissions.FAIRNESS_READ)
async def impact(
    ctx: Context,
    measure: str | None = None,
    attribute: str | None = None,
    requisition_id: str | None = None,
) -> dict[str, Any]:
    """Rates by group with ratios, intervals and p. `measure`: scoring or selection. Audited."""
    if measure not in (None, "", "scoring", "selection"):
        raise Invalid(Text("没有这个口径", "measure is scoring or selection"))
    await ctx.audit.record("recruiting_ai.fairness.read", subject="recruiting_ai_fairness_audit")
    found = await service.compare(ctx, measure or "scoring", attribute or "sex", _requisition(requisition_id))
    return as_list(found["items"]) | {name: found[name] for name in ("people", "unknown", "state")}


@get("/fairness/attributes", permission=permissions.FAIRNESS_READ)
async def attributes(ctx: Context) -> dict[str, Any]:
    """Groupings that can be compared."""
    english = ctx.locale.startswith("en")
    names = {
        "sex": Text("性别", "Sex"),
        "age_group": Text("年龄段", "Age group"),
        "ethnic_group": Text("民族", "Ethnic group"),
        "disability": Text("残疾", "Disability"),
        "sex × age_group": Text("性别 × 年龄段", "Sex × age group"),
        "sex × ethnic_group": Text("性别 × 民族", "Sex × ethnic group"),
    }
    return {
        "options": [
            {"value": value, "label": label.en if english else label.zh} for value, label in names.items()
        ]
    }


@get("/fairness/drift", permission=permissions.FAIRNESS_READ)
async def drift(ctx: Context, requisition_id: str | None = None, days: int = 90) -> dict[str, Any]:
    """Scores of the last days against those before: PSI and Kolmogorov–Smirnov."""
    if not 7 <= days <= 730:
        raise Invalid(Text("天数应在 7 到 730 之间", "days: 7 to 730"))
    return as_list([await service.drifted(ctx, _requisition(requisition_id), days) | {"id": "drift"}])


@get("/fairness/audits", permission=permissions.FAIRNESS_READ)
async def audits(ctx: Context) -> dict[str, Any]:
    """What was measured and kept, newest first."""
    items = await repository.audits(ctx.company_id)
    for item in items:
        item["told"] = _told(item)
    return as_list(items)


@get("/fairness/drift-months", permission=permissions.FAIRNESS_READ)
async def drift_months(ctx: Context) -> dict[str, Any]:
    """Drift of every month that is over, newest first: over all jobs, and by job family."""
    titles = await profile_rows.titles(ctx.company_id)
    every = "All jobs" if ctx.locale.startswith("en") else "全部岗位"
    rows = []
    for item in await repository.audits(ctx.company_id, "drift"):
        family = item["scope"]["family"]
        rows.append(
            {name: item["result"][name] for name in ("before", "now", "psi", "ks", "p", "state")}
            | {
                "id": item["id"],
                "month": item["scope"]["month"],
                "family": titles.get(family, family) or every,
                "scorers": "、".join(item["result"]["scorers_now"]),
            }
        )
    return as_list(rows)


def _told(item: dict[str, Any]) -> str:
    result = item["result"]
    if item["kind"] == "counterfactual":
        lines = [*result["items"], *result.get("resume_items", ())]
        moved = max((Decimal(row["points"]) for row in lines), default=None)
        papers = f" + {result['resumes']}" if "resumes" in result else ""
        return f"n = {result['interviews']}{papers}，|Δ| ≤ {moved if moved is not None else '—'}"
    if item["kind"] == "drift":
        psi = f"{result['psi']:.3f}" if result["psi"] is not None else "—"
        return f"{item['scope']['month']} {item['scope']['family'] or '*'}：PSI {psi}（{result['now']}）"
    rows = [row for row in result["items"] if row["ratio"] is not None]
    return "；".join(f"{row['group']} {row['ratio']:.2f}" for row in rows) or f"n = {result['people']}"


@post("/fairness/audits", permission=permissions.FAIRNESS_READ)
async def keep_audit(ctx: Context, data: ImpactWish) -> dict[str, Any]:
    """Measure a comparison now and keep it."""
    return await service.audit_impact(ctx, data.measure, data.attribute, _requisition(data.requisition_id))


@post("/fairness/counterfactual", permission=permissions.FAIRNESS_READ, status_code=202)
async def start_counterfactual(ctx: Context, data: Nothing) -> dict[str, Any]:
    """Score the newest interviews again as told by somebody else; in the background."""
    job = await ctx.jobs.enqueue(
        service.COUNTERFACTUAL_JOB, {"made_by": ctx.actor.name}, key=str(ctx.company_id)
    )
    return {"job_id": job}


@get("/model-card", permission=permissions.FAIRNESS_READ)
async def model_card(ctx: Context) -> dict[str, Any]:
    """What scores people here, how well, and what it is not for."""
    return as_list(await card.lines(ctx))


@post("/model-card/document", permission=permissions.FAIRNESS_READ, status_code=200)
async def model_card_file(ctx: Context, data: Nothing) -> Response[bytes]:
    """The model card as a PDF."""
    return pdf("模型说明.pdf", await card.document(ctx))


@get("/assessments", permission=permissions.FAIRNESS_READ)
async def assessments(ctx: Context) -> dict[str, Any]:
    """Impact assessments, newest first."""
    return as_list(await repository.assessments(ctx.company_id))


@post("/assessments", permission=permissions.SETTINGS_EDIT)
async def assess(ctx: Context, data: AssessmentForm) -> dict[str, Any]:
    """Record an impact assessment (PIPL arts. 55, 56). It is kept for three years at least."""
    return await service.assess(ctx, data)


@public_get("/me/voluntary", opt=MANY)
async def my_voluntary(ctx: Context, link: Link) -> dict[str, Any]:
    """What I told voluntarily, and the notice about it."""
    application = await applications.of_token(ctx, link)
    notice = notices()["fairness"]
    return {
        "notice": notice.model_dump() | {"digest": notice.digest},
        "told": await service.own(ctx, application["id"]),
    }


@public_post("/me/voluntary", status_code=200, opt=MANY)
async def tell_voluntary(ctx: Context, link: Link, data: VoluntaryForm) -> dict[str, Any]:
    """Tell something of myself for the monitoring of fairness. Nobody who decides can read it."""
    application = await applications.of_token(ctx, link)
    await service.tell(ctx, application["id"], data)
    return {"told": await service.own(ctx, application["id"])}


@public_post("/me/voluntary/delete", status_code=200, opt=MANY)
async def delete_voluntary(ctx: Context, link: Link, data: Nothing) -> dict[str, Any]:
    """Delete what I told voluntarily."""
    application = await applications.of_token(ctx, link)
    await service.take_back(ctx, application["id"])
    return {"told": None}


HANDLERS = (
    impact,
    attributes,
    drift,
    drift_months,
    audits,
    keep_audit,
    start_counterfactual,
    model_card,
    model_card_file,
    assessments,
    assess,
)
PUBLIC = (my_voluntary, tell_voluntary, delete_voluntary)
