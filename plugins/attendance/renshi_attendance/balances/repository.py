"""The ledger's rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from renshi_sdk import new_id
from renshi_sdk.db import execute, fetch

from ..engine.balance import Lot, Use

Kind = Literal["grant", "take", "cancel", "expire", "adjust"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry to write. ``key`` is unique per person and leave type: the same event never counts twice."""

    company_id: UUID
    employee_id: UUID
    leave_code: str
    kind: Kind
    minutes: int
    effective_on: date
    key: str
    note: str
    expires_on: date | None = None
    leave_id: UUID | None = None
    request_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """One person's ledger of one leave type: granted lots, settled uses, and what is asked for and
    undecided.
    """

    lots: tuple[Lot, ...]
    uses: tuple[Use, ...]
    pending: tuple[Use, ...]


async def append(entries: Iterable[Entry]) -> int:
    """Write entries; those whose key is there already are left out. Returns how many were written."""
    rows = list(entries)
    if not rows:
        return 0
    tag = await execute(
        "INSERT INTO attendance_leave_entry (id, company_id, employee_id, leave_code, kind, minutes, "
        "effective_on, expires_on, leave_id, request_id, key, note) "
        "SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::int[], "
        "$7::date[], $8::date[], $9::uuid[], $10::uuid[], $11::text[], $12::text[]) "
        "ON CONFLICT (tenant_id, employee_id, leave_code, key) DO NOTHING",
        [new_id() for _ in rows],
        [r.company_id for r in rows],
        [r.employee_id for r in rows],
        [r.leave_code for r in rows],
        [r.kind for r in rows],
        [r.minutes for r in rows],
        [r.effective_on for r in rows],
        [r.expires_on for r in rows],
        [r.leave_id for r in rows],
        [r.request_id for r in rows],
        [r.key for r in rows],
        [r.note for r in rows],
    )
    return int(tag.rsplit(" ", 1)[1])


async def books(employee_ids: Sequence[UUID], leave_codes: Sequence[str]) -> dict[tuple[UUID, str], Book]:
    """The books of several people in two queries; a person without entries has an empty book.

    A leave that was cancelled again is no use at all; a negative correction is a use on its day.
    """
    ids, codes = list(employee_ids), list(leave_codes)
    lots: dict[tuple[UUID, str], list[Lot]] = {}
    uses: dict[tuple[UUID, str], list[Use]] = {}
    pending: dict[tuple[UUID, str], list[Use]] = {}
    for row in await fetch(
        "SELECT employee_id, leave_code, coalesce('leave:' || leave_id, key) AS key, "
        "sum(minutes)::int AS minutes,"
        " min(effective_on) AS effective_on, min(expires_on) AS expires_on FROM attendance_leave_entry"
        " WHERE employee_id = ANY($1) AND leave_code = ANY($2)"
        " GROUP BY employee_id, leave_code, coalesce('leave:' || leave_id, key)",
        ids,
        codes,
    ):
        where = (row["employee_id"], row["leave_code"])
        if row["minutes"] > 0:
            lots.setdefault(where, []).append(
                Lot(row["key"], row["minutes"], row["effective_on"], row["expires_on"])
            )
        elif row["minutes"] < 0:
            uses.setdefault(where, []).append(Use(-row["minutes"], row["effective_on"]))
    for row in await fetch(
        "SELECT employee_id, leave_code, minutes, last_day FROM attendance_leave"
        " WHERE employee_id = ANY($1) AND leave_code = ANY($2) AND state = 'pending'",
        ids,
        codes,
    ):
        pending.setdefault((row["employee_id"], row["leave_code"]), []).append(
            Use(row["minutes"], row["last_day"])
        )
    return {
        (person, code): Book(
            tuple(lots.get((person, code), ())),
            tuple(uses.get((person, code), ())),
            tuple(pending.get((person, code), ())),
        )
        for person in ids
        for code in codes
    }


async def granted(
    company_id: UUID, leave_code: str, prefix: str, employee_ids: Sequence[UUID]
) -> dict[UUID, int]:
    """Minutes granted so far under keys that begin with ``prefix`` (``annual:2026:``), by employee."""
    rows = await fetch(
        "SELECT employee_id, sum(minutes)::int AS minutes FROM attendance_leave_entry WHERE company_id = $1"
        " AND leave_code = $2 AND kind = 'grant' AND starts_with(key, $3) AND employee_id = ANY($4)"
        " GROUP BY employee_id",
        company_id,
        leave_code,
        prefix,
        list(employee_ids),
    )
    return {row["employee_id"]: row["minutes"] for row in rows}


async def by_key(company_id: UUID, leave_code: str, prefix: str) -> dict[UUID, int]:
    """Sum of all entries under keys that begin with ``prefix``, by employee."""
    rows = await fetch(
        "SELECT employee_id, sum(minutes)::int AS minutes FROM attendance_leave_entry WHERE company_id = $1"
        " AND leave_code = $2 AND starts_with(key, $3) GROUP BY employee_id",
        company_id,
        leave_code,
        prefix,
    )
    return {row["employee_id"]: row["minutes"] for row in rows}


async def with_expiry(company_id: UUID, before: date) -> list[tuple[UUID, str]]:
    """(employee, leave type) pairs that hold a grant whose last day lies before ``before``."""
    rows = await fetch(
        "SELECT DISTINCT employee_id, leave_code FROM attendance_leave_entry"
        " WHERE company_id = $1 AND kind IN ('grant', 'adjust') AND expires_on < $2",
        company_id,
        before,
    )
    return [(row["employee_id"], row["leave_code"]) for row in rows]
