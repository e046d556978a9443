"""API of bank templates."""

from typing import Any

from renshi_payroll.banks import service
from renshi_payroll.banks.schemas import TemplateIn, TemplateName
from renshi_payroll.permissions import OUTPUT_READ, TEMPLATE_MANAGE
from renshi_sdk import Context
from renshi_sdk.web import get, post


@get("/bank-templates", permission=OUTPUT_READ)
async def list_templates(ctx: Context) -> dict[str, Any]:
    """The company's bank templates and the shipped examples."""
    return await service.list_templates(ctx)


@post("/bank-templates", permission=TEMPLATE_MANAGE)
async def save_template(ctx: Context, data: TemplateIn) -> dict[str, Any]:
    """Keep a template, as the next version of its name."""
    return await service.save(ctx, data.document)


@post("/bank-templates/sample", permission=TEMPLATE_MANAGE, status_code=200)
async def sample_template(ctx: Context, data: TemplateIn) -> dict[str, Any]:
    """What a template writes for two invented people."""
    return service.sample(data.document)


@post("/bank-templates/retire", permission=TEMPLATE_MANAGE, status_code=200)
async def retire_template(ctx: Context, data: TemplateName) -> dict[str, Any]:
    """Offer a template no more."""
    return await service.retire(ctx, data.name)


HANDLERS = (list_templates, save_template, sample_template, retire_template)
