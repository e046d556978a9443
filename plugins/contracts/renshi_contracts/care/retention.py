"""How long papers of ended employments are kept."""

from __future__ import annotations

from uuid import UUID

from renshi_sdk import Context, Text
from renshi_sdk.contributions import DataClass, Purge
from renshi_sdk.db import execute, fetch, fetch_value

# The whole of a person's contracts goes at once: a chain of renewals has no meaning in parts, and a contract that is
# still signed keeps all of them, whatever the file says about the person.
_OVER = (
    "FROM contracts_contract c JOIN renshi_employee e ON e.id = c.employee_id AND e.status = 'left'"
    " WHERE c.company_id = $1 AND c.employee_id <> ALL($3::uuid[]) GROUP BY c.employee_id"
    " HAVING max(coalesce(c.ended_on, c.ends_on, e.left_on)) < $2 AND max(e.left_on) < $2"
    " AND bool_and(c.state <> 'signed')"
)


async def count(ctx: Context, order: Purge) -> int:
    """People whose contracts would go."""
    found: int = await fetch_value(
        f"SELECT count(*) FROM (SELECT c.employee_id {_OVER}) p",
        ctx.company_id,
        order.before,
        list(order.held),
    )
    return found


async def purge(ctx: Context, order: Purge) -> int:
    """Remove the contracts of a batch of people, with their scans; returns how many people."""
    rows = await fetch(
        f"SELECT c.employee_id {_OVER} ORDER BY c.employee_id LIMIT $4",
        ctx.company_id,
        order.before,
        list(order.held),
        order.limit,
    )
    people: list[UUID] = [row["employee_id"] for row in rows]
    if not people:
        return 0
    files = await fetch(
        "SELECT file_id FROM contracts_contract WHERE company_id = $1 AND employee_id = ANY($2)"
        " AND file_id IS NOT NULL",
        ctx.company_id,
        people,
    )
    for statement in (
        "DELETE FROM contracts_renewal",
        "UPDATE contracts_contract SET previous_id = NULL",
        "DELETE FROM contracts_contract",
    ):
        await execute(f"{statement} WHERE company_id = $1 AND employee_id = ANY($2)", ctx.company_id, people)
    for row in files:
        await ctx.files.delete(row["file_id"])
    return len(people)


RETENTION = (
    DataClass(
        name="contracts.contract",
        title=Text("离职人员劳动合同", "Contracts of people who left"),
        content=Text(
            "合同、续签记录及扫描件，按人一次清理；仍有生效合同者不清理",
            "contracts, renewals and scans, all of a person at once; nobody with a contract in force",
        ),
        counted_from=Text(
            "最后工作日与合同终止日中较晚者", "the last day of work or of the contract, the later"
        ),
        basis=Text(
            "劳动合同法第五十条：已解除或终止的劳动合同文本至少保存二年备查",
            "Labour Contract Law art. 50: ended contracts are kept for two years at least",
        ),
        least=24,
        default=24,
        count=count,
        purge=purge,
    ),
)
