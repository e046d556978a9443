"""What joining, moving and leaving leave in an employee's file. What was said in an exit interview is not among it."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from renshi_lifecycle.words import OCCASIONS
from renshi_sdk import Context, Text
from renshi_sdk.contracts import TimelineEntry
from renshi_sdk.db import fetch

_OCCASION = {str(o.value): o.label for o in OCCASIONS}


async def timeline(ctx: Context, employee_id: UUID) -> list[TimelineEntry]:
    """The form that went into the file, checklists with their progress, and the certificate."""
    zone = ZoneInfo(ctx.time_zone)
    forms = await fetch(
        "SELECT id, accepted_at FROM lifecycle_intake WHERE employee_id = $1 AND accepted_at IS NOT NULL",
        employee_id,
    )
    lists = await fetch(
        "SELECT c.id, c.occasion, c.anchor_on, c.state, c.closed_at, count(t.id) AS tasks,"
        " count(t.id) FILTER (WHERE t.state IN ('done', 'skipped')) AS done"
        " FROM lifecycle_checklist c LEFT JOIN lifecycle_task t ON t.checklist_id = c.id"
        " WHERE c.employee_id = $1 AND c.state <> 'cancelled' GROUP BY c.id",
        employee_id,
    )
    papers = await fetch(
        "SELECT id, certificate_on, certificate_number FROM lifecycle_case WHERE employee_id = $1"
        " AND state <> 'withdrawn' AND certificate_on IS NOT NULL",
        employee_id,
    )
    found = [
        TimelineEntry(
            row["accepted_at"],
            Text("入职登记写入档案", "The form went into the file"),
            link=f"/console/lifecycle/intakes/{row['id']}",
        )
        for row in forms
    ]
    for row in lists:
        word = _OCCASION[row["occasion"]]
        done = row["state"] == "done"
        # A list of days to come stands on the day it was made for only once that day is there.
        at = row["closed_at"] if done else _at(min(row["anchor_on"], ctx.today()), zone)
        found.append(
            TimelineEntry(
                at,
                Text(
                    f"{word.zh}清单{'办结' if done else '办理中'}",
                    f"{word.en}: list {'done' if done else 'under way'}",
                ),
                Text(f"已完成 {row['done']}/{row['tasks']}", f"{row['done']} of {row['tasks']} done"),
                f"/console/lifecycle/checklists/{row['id']}",
            )
        )
    found += [
        TimelineEntry(
            _at(row["certificate_on"], zone),
            Text("出具离职证明", "Leaving certificate issued"),
            Text(row["certificate_number"], row["certificate_number"]),
            f"/console/lifecycle/leaving/{row['id']}",
        )
        for row in papers
    ]
    return found


def _at(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
