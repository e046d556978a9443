"""Documents that run out: the list of them, and the reminder before their last day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from renshi_core.people.fields.choices import PAPERS
from renshi_core.people.fields.sight import READ, of_list
from renshi_sdk.context import Context
from renshi_sdk.contributions import Job, JobRun, Schedule
from renshi_sdk.db import ListField, Listing, ListQuery, ListSpec, execute, fetch, listing
from renshi_sdk.errors import Forbidden
from renshi_sdk.services import Clause
from renshi_sdk.text import Text

REMIND_DAYS = 30
AHEAD = 90
BATCH = 500
DOCUMENTS = ListSpec(
    select=(
        "SELECT t.id, t.employee_id, c.name, c.number, t.kind, t.title, t.expires_on FROM core_employee_document t"
        " JOIN core_employee_current c ON c.id = t.employee_id"
    ),
    fields={
        "expires_on": ListField("t.expires_on", "date", sortable=True),
        "kind": ListField("t.kind"),
        "employee_id": ListField("t.employee_id", "uuid"),
    },
    key="t.id",
    default_sort="expires_on",
    search="c.search_text LIKE {}",
)


async def listed(ctx: Context, query: ListQuery) -> Listing:
    """Documents that expire within 90 days or have, of people employed now. Raises ``Forbidden``."""
    sight = await of_list(ctx)
    needed = [sight.catalogue.get(f"document.{name}") for name in ("kind", "title", "expires_on")]
    if not all(sight.sees(f) for f in needed):
        raise Forbidden(
            Text("您没有查看“证件资料”的权限", "you may not see documents"), code="people.section_hidden"
        )
    return await listing(
        DOCUMENTS,
        query,
        Clause("c.company_id = {} AND c.status <> 'left'", (ctx.company_id,)),
        Clause("t.expires_on <= {}", (ctx.today() + timedelta(days=AHEAD),)),
        ctx.access.employees(READ, "t.employee_id"),
    )


async def remind(ctx: Context, params: None, run: JobRun) -> dict[str, Any]:
    """Tell people of their documents that run out soon, and those who keep files how many do. Once an expiry."""
    rows = await fetch(
        "SELECT t.id, t.employee_id, t.kind, t.title, t.expires_on FROM core_employee_document t"
        " JOIN core_employee_current c ON c.id = t.employee_id AND c.company_id = $1 AND c.status <> 'left'"
        " WHERE t.expires_on IS NOT NULL AND t.expires_on <= $2::date + 730"
        " AND t.expires_on - coalesce(t.remind_days, $3) <= $2::date AND t.reminded_for IS DISTINCT FROM t.expires_on"
        " ORDER BY t.expires_on, t.id LIMIT $4",
        ctx.company_id,
        ctx.today(),
        REMIND_DAYS,
        BATCH,
    )
    for row in rows:
        await _tell(ctx, row["employee_id"], row["id"], row["kind"], row["title"], row["expires_on"])
    await execute(
        "UPDATE core_employee_document SET reminded_for = expires_on WHERE id = ANY($1)",
        [r["id"] for r in rows],
    )
    if rows:
        for holder in await _keepers(ctx):
            await ctx.notices.send(
                holder,
                kind="core.documents_expiring",
                title=Text(
                    f"{len(rows)} 份员工证件即将到期", f"{len(rows)} documents of employees run out soon"
                ),
                body=Text("请在“到期证件”中查看并安排更新。", "See them among the expiring documents."),
                link="/console/core/expiring-documents",
                key=f"documents_expiring:{ctx.today()}:{rows[0]['id']}",
            )
    return {"documents": len(rows)}


async def _tell(
    ctx: Context, employee_id: UUID, row_id: UUID, kind: str, title: str | None, expires_on: date
) -> None:
    what = PAPERS.get(kind, Text(kind, kind))
    name = Text(title or what.zh, title or what.en)
    past = expires_on < ctx.today()
    await ctx.notices.send(
        employee_id,
        kind="core.document_expiring",
        title=Text(
            f"您的{name.zh}{'已' if past else '将'}于{expires_on}到期",
            f"Your {name.en} {'ran' if past else 'runs'} out on {expires_on}",
        ),
        body=Text(
            "请及时办理更新，并在“我的档案”中提交新证件。", "Renew it and send the new one from your file."
        ),
        link="/console/core/my-file",
        key=f"document_expiring:{row_id}:{expires_on}",
    )


async def _keepers(ctx: Context) -> list[UUID]:
    rows = await fetch(
        "SELECT DISTINCT u.employee_id FROM core_role r JOIN core_role_grant g ON g.role_id = r.id"
        " JOIN core_user u ON u.id = g.user_id WHERE r.code = 'hr' AND r.company_id = $1"
        " AND g.scope IN ('company', 'tenant') AND u.employee_id IS NOT NULL AND u.disabled_at IS NULL",
        ctx.company_id,
    )
    return [r["employee_id"] for r in rows]


JOBS = (
    Job(
        name="core.remind_documents",
        title=Text("提醒即将到期的证件", "Remind of documents that run out"),
        handler=remind,
    ),
)
SCHEDULES = (Schedule(job="core.remind_documents", cron="30 7 * * *"),)
