"""Keeping and trying bank templates."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID

from renshi_payroll.banks.template import EXAMPLES, BankTemplate, Payment, Unwritable, write
from renshi_sdk import Conflict, Context, Invalid, NotFound, Text, new_id
from renshi_sdk.db import execute, fetch, fetch_row

_SAMPLE = (
    Payment("E001", "张三", "6222020000000000013", "张三", "中国工商银行", "上海市分行", 1234567),
    Payment("E002", "欧阳明月", "6214830000000000021", "欧阳明月", "招商银行", "上海分行", 800050),
)


async def list_templates(ctx: Context) -> dict[str, Any]:
    """The company's own templates and the shipped examples."""
    rows = await fetch(
        "SELECT DISTINCT ON (name) name, version, document, retired, recorded_at FROM payroll_bank_template"
        " WHERE company_id = $1 ORDER BY name, version DESC",
        ctx.company_id,
    )
    own = [
        {
            "name": row["name"],
            "version": row["version"],
            "shape": json.loads(row["document"])["shape"],
            "encoding": json.loads(row["document"])["encoding"],
            "example": False,
            "recorded_at": row["recorded_at"],
            "document": json.loads(row["document"]),
        }
        for row in rows
        if not row["retired"]
    ]
    taken = {row["name"] for row in rows}
    shipped = [
        {
            "name": template.name,
            "version": 0,
            "shape": template.shape,
            "encoding": template.encoding,
            "example": True,
            "recorded_at": None,
            "document": template.model_dump(mode="json"),
        }
        for template in EXAMPLES
        if template.name not in taken
    ]
    items = own + shipped
    return {
        "items": items,
        "total": len(items),
        "options": [{"value": item["name"], "label": item["name"]} for item in items],
    }


async def template_document(company_id: UUID, name: str) -> dict[str, Any]:
    """A template by name, the company's own before an example. ``NotFound`` where there is none."""
    row = await fetch_row(
        "SELECT document, retired FROM payroll_bank_template WHERE company_id = $1 AND name = $2"
        " ORDER BY version DESC LIMIT 1",
        company_id,
        name,
    )
    if row is not None and not row["retired"]:
        document: dict[str, Any] = json.loads(row["document"])
        return document
    shipped = next((template for template in EXAMPLES if template.name == name), None)
    if shipped is None or row is not None:
        raise NotFound(Text("没有该银行模板", "no such bank template"), code="payroll.bank.template")
    return shipped.model_dump(mode="json")


async def save(ctx: Context, template: BankTemplate) -> dict[str, Any]:
    """Keep a template as the next version of its name."""
    if template.name in {shipped.name for shipped in EXAMPLES} or template.example:
        raise Conflict(
            Text("示例不能修改，请另起名称保存", "examples stay as they are; save it under another name"),
            code="payroll.bank.example",
        )
    return await _store(ctx, template.name, template.model_dump(mode="json"), retired=False)


async def retire(ctx: Context, name: str) -> dict[str, Any]:
    """Offer a template no more; files made with it keep it."""
    return await _store(ctx, name, await template_document(ctx.company_id, name), retired=True)


async def _store(ctx: Context, name: str, document: dict[str, Any], *, retired: bool) -> dict[str, Any]:
    await execute(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"payroll.bank.{ctx.company_id}.{name}"
    )
    row = await fetch_row(
        "SELECT coalesce(max(version), 0) + 1 AS next FROM payroll_bank_template"
        " WHERE company_id = $1 AND name = $2",
        ctx.company_id,
        name,
    )
    version = 1 if row is None else row["next"]
    await execute(
        "INSERT INTO payroll_bank_template (id, company_id, name, version, document, retired, recorded_at, recorded_by)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        new_id(),
        ctx.company_id,
        name,
        version,
        json.dumps(document, ensure_ascii=False),
        retired,
        ctx.now(),
        ctx.actor.id,
    )
    await ctx.audit.record(
        "payroll.bank_template.retire" if retired else "payroll.bank_template.save",
        subject="payroll_bank_template",
        detail={"name": name, "version": version},
    )
    return {"name": name, "version": version}


def sample(template: BankTemplate) -> dict[str, Any]:
    """What a template writes for two invented people, as text; nothing is stored."""
    try:
        content = write(template, _SAMPLE, company="示例公司", pay_date=date(2026, 1, 31))
    except Unwritable as error:
        raise Invalid(Text(error.zh, error.en), code="payroll.bank.unwritable") from error
    text = "" if template.shape == "xlsx" else content.decode(template.encoding)
    return {"lines": text.splitlines(), "text": text, "bytes": len(content)}
