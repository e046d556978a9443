"""Slips of a run as ZIP archives of PDFs, a part at a time so that a large company's fit the file store."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from uuid import UUID

from renshi_payroll.exports.made import Made
from renshi_payroll.runs.repository import RunRow
from renshi_payroll.settings import PayrollSettings
from renshi_payroll.slips.printing import many_pdfs
from renshi_payroll.slips.repository import of_run
from renshi_sdk import Context, Text
from renshi_sdk.db import fetch

#: Slips of one archive: about 20 MB.
PART = 1000
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


@dataclass(frozen=True, slots=True)
class Part:
    """The slips after one owner, ``count`` of them."""

    after: UUID | None
    count: int


async def plan(run: RunRow) -> list[Part]:
    """The parts of a run's archive; at least one, be it empty."""
    rows = await fetch(
        "SELECT employee_id, n FROM (SELECT employee_id, row_number() OVER (ORDER BY employee_id) AS n,"
        " count(*) OVER () AS total FROM payroll_slip WHERE run_id = $1 AND version = $2) x"
        " WHERE n % $3 = 0 OR n = total ORDER BY n",
        run.id,
        run.version,
        PART,
    )
    parts, after, done = [], None, 0
    for row in rows:
        parts.append(Part(after, row["n"] - done))
        after, done = row["employee_id"], row["n"]
    return parts or [Part(None, 0)]


async def make(ctx: Context, run: RunRow, part: Part, number: int, of: int) -> Made:
    """One archive. PDFs are compressed inside already, so the archive only holds them together."""
    slips = await of_run(run.id, after=part.after, limit=part.count) if part.count else []
    settings = await ctx.settings(PayrollSettings)
    buffer = io.BytesIO()
    total = 0
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for slip, content in await many_pdfs(ctx, slips, settings):
            name = f"{slip.employee_number}_{slip.employee_name}_{slip.period}.pdf"
            archive.writestr(_UNSAFE.sub("_", name), content)
            total += slip.figures["net"]
    await ctx.audit.record(
        "payroll.slip.archive",
        subject="payroll_run",
        subject_id=run.id,
        detail={"part": number, "slips": [str(slip.id) for slip in slips]},
    )
    suffix = "" if of == 1 else f"_{number:02d}"
    locked = settings.slip_pdf_password != "none"  # noqa: S105
    note = Text("已按证件后六位加密", "protected by the identity number").of(ctx.locale) if locked else ""
    return Made(
        f"工资条_{run.period}{suffix}.zip",
        "application/zip",
        buffer.getvalue(),
        len(slips),
        total,
        note,
    )
