"""Queries on output files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from renshi_sdk import NotFound, Text, new_id
from renshi_sdk.contracts import StoredFile
from renshi_sdk.db import ListField, ListSpec, execute, fetch, fetch_row, fetch_value


@dataclass(frozen=True, slots=True)
class OutputRow:
    """An output as the service needs it."""

    id: UUID
    run_id: UUID
    kind: str
    variant: str
    issue: int
    part: int
    state: str
    options: str
    file_id: UUID | None
    file_name: str
    sha256: str
    job_id: UUID | None
    made_by: UUID | None
    made_by_name: str
    reason: str


_COLUMNS = ", ".join(OutputRow.__slots__)


async def get(company_id: UUID, output_id: UUID) -> OutputRow:
    """An output of the company. Raises ``NotFound``."""
    row = await fetch_row(
        f"SELECT {_COLUMNS} FROM payroll_output WHERE id = $1 AND company_id = $2", output_id, company_id
    )
    if row is None:
        raise NotFound(Text("没有该文件", "no such file"))
    return OutputRow(**dict(row))


async def issues(run_id: UUID, kind: str, variant: str) -> tuple[int, int]:
    """How often a kind was asked for, and how many of those weren't failures."""
    row = await fetch_row(
        "SELECT coalesce(max(issue), 0) AS last, count(*) FILTER (WHERE state <> 'failed') AS good"
        " FROM payroll_output WHERE run_id = $1 AND kind = $2 AND ($3 = '*' OR variant = $3)",
        run_id,
        kind,
        variant,
    )
    return (row["last"], row["good"]) if row else (0, 0)


async def paid_by_file(run_id: UUID) -> bool:
    """Whether a bank file of the run was made."""
    found: bool = await fetch_value(
        "SELECT EXISTS (SELECT FROM payroll_output WHERE run_id = $1 AND kind = 'bank' AND state <> 'failed')",
        run_id,
    )
    return found


async def insert(values: dict[str, Any]) -> UUID:
    """A new output row."""
    output_id = new_id()
    row = {"id": output_id, **values}
    places = ", ".join(f"${place}" for place in range(1, len(row) + 1))
    await execute(f"INSERT INTO payroll_output ({', '.join(row)}) VALUES ({places})", *row.values())
    return output_id


async def ready(output_id: UUID, stored: StoredFile, *, rows: int, total: int | None, note: str) -> None:
    """The file is there."""
    await execute(
        "UPDATE payroll_output SET state = 'ready', file_id = $2, file_name = $3, sha256 = $4, size = $5, rows = $6,"
        " total = $7, note = $8 WHERE id = $1",
        output_id,
        stored.id,
        stored.name,
        stored.sha256,
        stored.size,
        rows,
        total,
        note,
    )


async def failed(output_id: UUID, note: str) -> None:
    """The file couldn't be made; ``note`` says what to do."""
    await execute("UPDATE payroll_output SET state = 'failed', note = $2 WHERE id = $1", output_id, note)


async def downloads(output_id: UUID) -> list[dict[str, Any]]:
    """Who took a file, the latest first."""
    rows = await fetch(
        "SELECT id, taken_by_name, taken_at FROM payroll_output_download WHERE output_id = $1"
        " ORDER BY taken_at DESC LIMIT 200",
        output_id,
    )
    return [dict(row) for row in rows]


OUTPUTS = ListSpec(
    select=(
        "SELECT o.id, o.run_id, r.period, r.kind AS run_kind, o.kind, o.variant, o.issue, o.part, o.state, o.file_name,"
        " o.sha256, o.size, o.rows, (o.total / 100.0)::numeric(16,2) AS total, o.note, o.reason, o.made_by_name,"
        " o.made_at, (SELECT count(*) FROM payroll_output_download d WHERE d.output_id = o.id)::int AS taken,"
        " (SELECT string_agg(x.line, E'\\n') FROM (SELECT d.taken_by_name || ' ' || to_char(d.taken_at AT TIME ZONE"
        " 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS line FROM payroll_output_download d WHERE d.output_id = o.id"
        " ORDER BY d.taken_at DESC LIMIT 5) x) AS takers"
        " FROM payroll_output o JOIN payroll_run r ON r.id = o.run_id"
    ),
    fields={
        "made_at": ListField("o.made_at", "datetime", sortable=True),
        "kind": ListField("o.kind"),
        "state": ListField("o.state"),
        "run_id": ListField("o.run_id", "uuid"),
        "period": ListField("r.period", sortable=True),
    },
    key="o.id",
    default_sort="-made_at",
    search="o.file_name ILIKE {} OR o.note ILIKE {}",
)
