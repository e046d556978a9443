"""Files of people who have left: what of them goes when their time is over."""

from __future__ import annotations

from uuid import UUID

from renshi_core.people.sections import care
from renshi_sdk.context import Context
from renshi_sdk.contributions import DataClass, Purge
from renshi_sdk.db import RowsByDay, execute, fetch, fetch_value
from renshi_sdk.text import Text

TABLES = (
    "core_employee_family", "core_employee_contact", "core_employee_education", "core_employee_work",
    "core_employee_bank", "core_employee_document", "core_custom_value", "core_custom_sealed", "core_file_change",
)  # fmt: skip
COLUMNS = ("phone", "email", *care.PERSONAL)
_LEFT = (
    "FROM core_employee_current c JOIN core_employee e ON e.id = c.id WHERE c.company_id = $1 AND c.status = 'left'"
    " AND c.left_on < $2 AND c.id <> ALL($3::uuid[]) AND (e.custom <> '{}' OR num_nonnulls("
    + ", ".join(f"e.{column}" for column in COLUMNS)
    + ") > 0 OR "
    + " OR ".join(f"EXISTS (SELECT FROM {table} t WHERE t.employee_id = c.id)" for table in TABLES)
    + ")"
)


async def count(ctx: Context, order: Purge) -> int:
    """People whose file would be emptied."""
    found: int = await fetch_value(f"SELECT count(*) {_LEFT}", ctx.company_id, order.before, list(order.held))
    return found


async def purge(ctx: Context, order: Purge) -> int:
    """Empty the files of a batch of people; returns how many."""
    rows = await fetch(
        f"SELECT c.id {_LEFT} ORDER BY c.left_on, c.id LIMIT $4",
        ctx.company_id,
        order.before,
        list(order.held),
        order.limit,
    )
    people: list[UUID] = [r["id"] for r in rows]
    if not people:
        return 0
    files = await fetch(
        "SELECT file_id FROM core_employee_document WHERE employee_id = ANY($1) AND file_id IS NOT NULL",
        people,
    )
    for table in TABLES:
        await execute(f"DELETE FROM {table} WHERE employee_id = ANY($1)", people)
    await execute(
        f"UPDATE core_employee SET custom = '{{}}', file_version = file_version + 1,"
        f" {', '.join(f'{column} = NULL' for column in COLUMNS)} WHERE id = ANY($1)",
        people,
    )
    for row in files:
        await ctx.files.delete(row["file_id"])
    return len(people)


_CHANGES = RowsByDay("core_file_change", day="at", by_person=True)
RETENTION = (
    DataClass(
        name="core.leaver_file",
        title=Text("离职人员档案明细", "Files of people who left"),
        content=Text(
            "家庭、教育、工作经历、银行账户、证件及扫描件、紧急联系人、联系方式和自定义字段；姓名、工号和任职记录保留",
            "family, education, work history, accounts, documents with their scans, contacts and custom fields; name, "
            "number and job records stay",
        ),
        counted_from=Text("最后工作日", "the last day of work"),
        basis=Text(
            "劳动合同法第五十条：已解除或终止的劳动合同文本至少保存二年",
            "Labour Contract Law art. 50: papers of an ended contract are kept for two years at least",
        ),
        least=24,
        default=24,
        count=count,
        purge=purge,
    ),
    DataClass(
        name="core.file_change",
        title=Text("档案变更记录", "History of changes to files"),
        content=Text("档案每次修改前后的值（加密保存）", "old and new values of each change (sealed)"),
        counted_from=Text("修改时间", "the time of the change"),
        basis=Text(
            "个人信息保护法第十九条：保存期限应为实现处理目的所必要的最短时间",
            "PIPL art. 19: no longer than the purpose needs",
        ),
        least=6,
        default=36,
        count=_CHANGES.count,
        purge=_CHANGES.purge,
    ),
)
