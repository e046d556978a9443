"""Writing the chain late, and checking all of it.

Rows of a unit of work are gathered and written in one statement right before its commit, so that the head of the
tenant's chain is locked for two round trips and not for the length of a request.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from renshi_core.db import before_commit, waits_for
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.db import ListField, Listing, ListQuery, ListSpec, execute, fetch, fetch_row, listing
from renshi_sdk.services import Clause
from renshi_sdk.text import Text

CHUNK = 5000

ENTRIES = ListSpec(
    select="SELECT a.id, a.seq, a.at, a.action, a.actor_name, a.actor_id, a.subject, a.subject_id, a.employee_id,"
    " a.detail::text AS detail, a.request_id, encode(a.hash, 'hex') AS hash FROM core_audit a",
    fields={
        "seq": ListField("a.seq", "integer", sortable=True),
        "at": ListField("a.at", "datetime", sortable=True),
        "action": ListField("a.action"),
        "actor_id": ListField("a.actor_id", "uuid"),
        "subject": ListField("a.subject"),
        "subject_id": ListField("a.subject_id", "uuid"),
        "employee_id": ListField("a.employee_id", "uuid"),
        "request_id": ListField("a.request_id"),
    },
    key="a.id",
    default_sort="-seq",
    # The chain only grows; nobody turns to its five-hundredth page, and counting all of it reads all of it.
    counted_to=10_000,
)
# Each value of a column once, by jumps along its index: the chain may have millions of rows and knows a few hundred.
_VALUES = """
WITH RECURSIVE found AS (
  (SELECT {column} AS said FROM core_audit ORDER BY {column} LIMIT 1)
  UNION ALL
  SELECT (SELECT a.{column} FROM core_audit a WHERE a.{column} > found.said ORDER BY a.{column} LIMIT 1)
  FROM found WHERE found.said IS NOT NULL
) SELECT said FROM found WHERE strpos(lower(said), lower($1)) > 0 LIMIT 1000
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A row waiting for the commit."""

    id: UUID
    record: str
    at: datetime


def add(
    ctx: Context,
    action: str,
    *,
    subject: str,
    subject_id: UUID | None,
    detail: Mapping[str, Any] | None,
    employee_id: UUID | None,
) -> None:
    """Put a row on the unit's list; it is chained right before the commit."""
    at, row_id = ctx.now(), new_id()
    record = canonical(
        {
            # Bound to the row and to the tenant, so that it says the same nowhere else.
            "id": row_id,
            "tenant_id": ctx.tenant_id,
            "action": action,
            "actor_employee_id": ctx.actor.employee_id,
            "actor_id": ctx.actor.id,
            "actor_kind": ctx.actor.kind,
            "actor_name": ctx.actor.name,
            "at": at.isoformat(),
            "company_id": ctx.company_id,
            "detail": dict(detail or {}),
            "employee_id": employee_id,
            "plugin": ctx.plugin,
            "request_id": ctx.request_id,
            "subject": subject,
            "subject_id": subject_id,
        }
    )
    before_commit(_write, Row(row_id, record, at))


def has_waiting() -> bool:
    """Whether the open unit has written anything for the chain so far."""
    return waits_for(_write)


async def _write(rows: list[Row]) -> None:
    await execute(
        "SELECT core_audit_append($1, $2, $3)",
        [r.id for r in rows],
        [r.record for r in rows],
        [r.at for r in rows],
    )


def canonical(record: Mapping[str, Any]) -> str:
    """The text that is hashed: JSON with sorted keys.

    What PostgreSQL can't store is written as what stands for it: NUL as its picture, half a surrogate pair as
    ``?``, a number that isn't finite as text.
    """
    text = json.dumps(
        _storable(record), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    )
    return text.encode("utf-8", "replace").decode()


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\x00", "\u2400")
    if isinstance(value, Mapping):
        return {str(key).replace("\x00", "\u2400"): _storable(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_storable(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


async def page(query: ListQuery, *conditions: Clause) -> Listing:
    """One page of the chain. ``q`` is looked for in actions and in the names of those who acted."""
    if query.q:
        told = [
            [row["said"] for row in await fetch(_VALUES.format(column=column), query.q)]
            for column in ("action", "actor_name")
        ]
        if not any(told):
            return Listing([], total=0 if query.count or query.page is not None else None)
        conditions = (*conditions, Clause("a.action = ANY({}) OR a.actor_name = ANY({})", tuple(told)))
        query = replace(query, q=None)
    found = await listing(ENTRIES, query, *conditions)
    for item in found.items:
        item["detail"] = json.loads(item["detail"]) if item["detail"] else {}
    return found


# The columns that are read out of the record are compared where they are: whoever owns the tables could have made
# plain columns of them. Records of before carry neither their id nor their tenant, and rows their own time of writing.
_READ_OUT = (
    "action", "actor_name", "subject", "request_id", "company_id", "actor_id", "subject_id", "employee_id",
)  # fmt: skip
_COMPARED = {
    "at": "a.at IS DISTINCT FROM (said ->> 'at')::timestamptz",
    "id": "said ? 'id' AND a.id::text IS DISTINCT FROM said ->> 'id'",
    "tenant_id": "said ? 'id' AND a.tenant_id::text IS DISTINCT FROM said ->> 'tenant_id'",
    "created_at": "said ? 'id' AND a.created_at IS DISTINCT FROM a.at",
    **{name: f"a.{name}::text IS DISTINCT FROM said ->> '{name}'" for name in _READ_OUT},
    "detail": "a.detail IS DISTINCT FROM said -> 'detail'",
}
# The record is read as JSON once a row: without OFFSET 0 PostgreSQL would fold the subquery into every comparison, and
# that would be most of the time of a check. A piece is read by its numbers from the index, so that neither side ever
# holds more of the chain than the piece, and nothing is sorted.
_ROWS = (
    "SELECT a.seq, a.record, a.hash, CASE "
    + " ".join(f"WHEN {condition} THEN '{name}'" for name, condition in _COMPARED.items())
    + " END AS differs FROM (SELECT *, record::jsonb AS said FROM core_audit WHERE seq BETWEEN $1 AND $2"
    " ORDER BY seq LIMIT $3 OFFSET 0) a ORDER BY a.seq"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check of a chain found."""

    rows: int
    broken_seq: int | None = None
    reason: str | None = None

    @property
    def ok(self) -> bool:
        return self.reason is None

    @property
    def said(self) -> Text:
        """One sentence for a person."""
        if self.ok:
            return Text(
                f"已核对 {self.rows} 条记录，链完整，未被改动", f"{self.rows} rows checked; the chain holds"
            )
        return Text(
            f"第 {self.broken_seq} 条记录与链不符，可能被改动：{self.reason}",
            f"row {self.broken_seq} doesn't fit the chain and may have been changed: {self.reason}",
        )

    def describe(self) -> str:
        """One sentence."""
        if self.ok:
            return f"{self.rows} rows, the chain holds"
        return f"row {self.broken_seq}: {self.reason}"


async def verify(tenant_id: UUID, *, anchor: tuple[int, bytes] | None = None) -> Finding:
    """Recompute every link of the open unit's tenant; the first that doesn't hold is named.

    ``anchor`` is a head (``seq``, ``hash``) that was kept outside of the database: with it, a chain that was
    replaced as a whole, head and all, is found too.
    """
    # Rows that others append while this runs lie beyond the head that is read first.
    head = await fetch_row("SELECT seq, hash FROM core_audit_head")
    last = head["seq"] if head else 0
    previous, expected, anchored = b"", 1, b""
    while expected <= last:
        rows = await fetch(
            _ROWS,
            expected,
            last,
            CHUNK,
        )
        for row in rows:
            if row["seq"] != expected:
                return Finding(expected - 1, expected, "it is missing")
            previous = hashlib.sha256(previous + f"{expected} {row['record']}".encode()).digest()
            if row["hash"] != previous:
                return Finding(expected - 1, expected, "it was changed, or one before it was")
            if row["differs"] is not None:
                return Finding(expected - 1, expected, f"its column {row['differs']} was changed")
            if anchor is not None and expected == anchor[0]:
                anchored = previous
            expected += 1
        if not rows:
            return Finding(expected - 1, expected, f"the chain was cut: its head says {last} rows")
    if head is None and await fetch_row("SELECT FROM core_audit LIMIT 1"):
        return Finding(0, 1, "the head of the chain is missing")
    if last and head is not None and head["hash"] != previous:
        return Finding(last, last, "the head of the chain doesn't match its last row")
    beyond = await fetch_row(
        "SELECT min(a.seq) AS seq FROM core_audit a, core_audit_head h WHERE a.seq > h.seq"
    )
    if beyond is not None and beyond["seq"] is not None:
        return Finding(last, beyond["seq"], "it was added past the head of the chain")
    if anchor is not None and anchored != anchor[1]:
        return Finding(last, anchor[0], "the chain isn't the one that was anchored here")
    return Finding(last)


async def head_of_chain() -> tuple[int, bytes] | None:
    """The head of the open unit's tenant, to be kept outside of the database; ``None`` before the first row."""
    row = await fetch_row("SELECT seq, hash FROM core_audit_head")
    return (row["seq"], bytes(row["hash"])) if row else None
