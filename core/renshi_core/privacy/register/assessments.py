"""Impact assessments: what has to be judged before it is done (个人信息保护法 arts. 55, 56)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from renshi_core.privacy.retention.periods import last_day
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.db import ListField, ListSpec, execute, fetch, fetch_row, fetch_value
from renshi_sdk.errors import Invalid, NotFound
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

KEPT_MONTHS = 36
"""Art. 56: the report is kept for three years at least."""
CASES = {
    "sensitive": Text("处理敏感个人信息", "sensitive personal data"),
    "automated": Text("利用个人信息进行自动化决策", "automated decisions"),
    "handed_on": Text("委托处理、向他人提供或公开", "entrusting, handing on or publishing"),
    "abroad": Text("向境外提供", "giving it abroad"),
    "other": Text("其他对个人权益有重大影响的处理", "other processing that weighs on people"),
}
"""The cases of art. 55 in which an assessment is needed."""
COMPANY = "company"
"""Subject of an assessment that is about no plugin."""
LISTED = ListSpec(
    select="SELECT a.id, a.subject, a.version, a.title, a.cases, a.risk, a.conclusion, a.review_on, a.keep_until,"
    " a.decided_by_name, a.decided_at, a.version = (SELECT max(b.version) FROM core_assessment b"
    " WHERE b.company_id = a.company_id AND b.subject = a.subject) AS newest FROM core_assessment a",
    fields={
        "subject": ListField("a.subject"),
        "risk": ListField("a.risk"),
        "conclusion": ListField("a.conclusion"),
        "review_on": ListField("a.review_on", "date", sortable=True),
        "decided_at": ListField("a.decided_at", "datetime", sortable=True),
    },
    key="a.id",
    default_sort="-decided_at",
    search="a.title ILIKE {}",
)


async def assess(platform: Platform, ctx: Context, values: dict[str, Any]) -> dict[str, Any]:
    """Keep an assessment; one of the same subject is followed, never changed.

    Raises:
        Invalid: a subject that isn't loaded, or a next review before tomorrow.
    """
    subject, today = values["subject"], ctx.today()
    if subject != COMPANY and subject not in platform.registry.plugins:
        message = Text("没有这个插件", "there is no such plugin")
        raise Invalid(message, fields={"subject": message})
    if values["review_on"] <= today:
        message = Text("复评日期须晚于今天", "the next review has to be after today")
        raise Invalid(message, fields={"review_on": message})
    version = 1 + (
        await fetch_value(
            "SELECT coalesce(max(version), 0) FROM core_assessment WHERE company_id = $1 AND subject = $2",
            ctx.company_id,
            subject,
        )
    )
    made = {
        "id": new_id(),
        "company_id": ctx.company_id,
        **values,
        "version": version,
        "keep_until": max(last_day(today, KEPT_MONTHS, "months"), values["review_on"]),
        "decided_by": ctx.actor.id,
        "decided_by_name": ctx.actor.name,
        "decided_at": ctx.now(),
    }
    places = ", ".join(f"${n}" for n in range(1, len(made) + 1))
    await execute(f"INSERT INTO core_assessment ({', '.join(made)}) VALUES ({places})", *made.values())
    await ctx.audit.record(
        "core.assessment.create",
        subject="assessment",
        subject_id=made["id"],
        detail={
            "about": subject,
            "version": version,
            "conclusion": values["conclusion"],
            "risk": values["risk"],
        },
    )
    return {"id": made["id"], "version": version, "keep_until": made["keep_until"]}


async def one(ctx: Context, assessment_id: UUID) -> dict[str, Any]:
    """An assessment in full. Raises ``NotFound``."""
    row = await fetch_row(
        "SELECT id, subject, version, title, cases, purpose, necessity, impact, measures, risk, conclusion, review_on,"
        " keep_until, decided_by_name, decided_at FROM core_assessment WHERE id = $1 AND company_id = $2",
        assessment_id,
        ctx.company_id,
    )
    if row is None:
        raise NotFound(Text("没有这份评估", "there is no such assessment"))
    return dict(row)


async def newest(company_id: UUID) -> dict[str, dict[str, Any]]:
    """The assessment that counts now, by subject."""
    rows = await fetch(
        "SELECT DISTINCT ON (subject) subject, id, conclusion, review_on, decided_at FROM core_assessment"
        " WHERE company_id = $1 ORDER BY subject, version DESC",
        company_id,
    )
    return {r["subject"]: dict(r) for r in rows}


def state(found: dict[str, Any] | None, needed: bool, today: date) -> str:
    """``missing``, ``overdue``, ``stopped`` or ``done``; ``not_needed`` where no case of art. 55 is there."""
    if found is None:
        return "missing" if needed else "not_needed"
    if found["conclusion"] == "stop":
        return "stopped"
    return "overdue" if found["review_on"] < today else "done"
