"""Places planned against people there: the comparison, and whether one more person may come.

A seat is a department, a position and a kind of employment. People count in their main job; concurrent posts and
secondments count where they are, by their share. What is to come until the plan's period ends (hires agreed, moves,
ends recorded) counts as pending, so that a place promised isn't given away twice.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from renshi_core.organization import dated, headcount_plans, repository
from renshi_sdk.context import Context
from renshi_sdk.contracts import Headcount
from renshi_sdk.db import execute, fetch
from renshi_sdk.errors import Conflict
from renshi_sdk.text import Text

_COVERS = "valid_from <= $2 AND (valid_to IS NULL OR valid_to > $2)"


@dataclass(frozen=True, slots=True)
class Seat:
    """Where somebody sits. In a line of a plan ``None`` stands for every position or kind."""

    department_id: UUID
    position_id: UUID | None
    employment_type: str | None

    def within(self, line: Seat) -> bool:
        """Whether a line of a plan counts this seat."""
        return (
            self.department_id == line.department_id
            and line.position_id in (None, self.position_id)
            and line.employment_type in (None, self.employment_type)
        )


@dataclass(frozen=True, slots=True)
class Seats:
    """Who sits where on a day, and what is to come until another."""

    taken: Counter[Seat]
    posts: dict[Seat, Decimal]
    coming: Counter[Seat]
    going: Counter[Seat]


async def seats(
    company_id: UUID, day: date, until: date, *, departments: Iterable[UUID] | None = None
) -> Seats:
    """Count the seats of a company (or of some departments) on ``day``, and the changes after it up to ``until``."""
    wanted = list(departments) if departments is not None else None
    only = " AND ($3::uuid[] IS NULL OR department_id = ANY($3))"
    taken: Counter[Seat] = Counter()
    for row in await fetch(
        "SELECT department_id, position_id, employment_type, count(*) AS n FROM core_job_record"
        f" WHERE company_id = $1 AND superseded_at IS NULL AND {_COVERS}{only} GROUP BY 1, 2, 3",
        company_id,
        day,
        wanted,
    ):
        taken[Seat(row["department_id"], row["position_id"], row["employment_type"])] = row["n"]
    posts = {
        Seat(row["department_id"], row["position_id"], None): row["share"] / 100
        for row in await fetch(
            "SELECT department_id, position_id, sum(share) AS share FROM core_post"
            f" WHERE company_id = $1 AND superseded_at IS NULL AND {_COVERS}{only} GROUP BY 1, 2",
            company_id,
            day,
            wanted,
        )
    }
    coming, going = await _pending(company_id, day, until, wanted)
    return Seats(taken, posts, coming, going)


async def _pending(
    company_id: UUID, day: date, until: date, wanted: list[UUID] | None
) -> tuple[Counter[Seat], Counter[Seat]]:
    seat = "department_id, {0}.position_id, {0}.employment_type"
    differs = f"(a.{seat.format('a')}) IS DISTINCT FROM (b.{seat.format('b')})"
    neighbour = "b.employee_id = a.employee_id AND b.spell_id = a.spell_id AND b.superseded_at IS NULL"
    only = "($4::uuid[] IS NULL OR a.department_id = ANY($4))"
    found: tuple[Counter[Seat], Counter[Seat]] = (Counter(), Counter())
    for counter, edge, other in ((found[0], "valid_from", "valid_to"), (found[1], "valid_to", "valid_from")):
        for row in await fetch(
            f"SELECT a.department_id, a.position_id, a.employment_type, count(*) AS n FROM core_job_record a"
            f" LEFT JOIN core_job_record b ON {neighbour} AND b.{other} = a.{edge}"
            f" WHERE a.company_id = $1 AND a.superseded_at IS NULL AND a.{edge} > $2 AND a.{edge} <= $3"
            f" AND (b.id IS NULL OR {differs}) AND {only} GROUP BY 1, 2, 3",
            company_id,
            day,
            until,
            wanted,
        ):
            counter[Seat(row["department_id"], row["position_id"], row["employment_type"])] = row["n"]
    return found


async def compare(ctx: Context, day: date | None = None) -> dict[str, Any]:
    """编制与在岗: the approved plan of a day against who is there, line by line, with totals.

    ``actual`` are people in main jobs, ``posts`` second posts by share, ``pending_in`` and ``pending_out`` what is
    still to come in the period, ``forecast`` what that leads to. ``flag`` is ``over``, ``under`` or ``met`` by the
    forecast, ``unplanned`` for people whom no line of the plan counts.
    """
    on = day or ctx.today()
    approved = await headcount_plans.approved_on(ctx.company_id, on)
    lines: dict[Seat, int] = {}
    if approved:
        full = await headcount_plans.plan(ctx, approved["id"])
        lines = {
            Seat(r["department_id"], r["position_id"], r["employment_type"]): r["planned"]
            for r in full["lines"]
        }
    counted = await seats(ctx.company_id, on, approved["period_to"] if approved else on)
    parts = _by_department(counted)
    nobody = Seats(Counter(), {}, Counter(), Counter())
    rows = [_row(line, planned, parts.get(line.department_id, nobody)) for line, planned in lines.items()]
    everything = {*counted.taken, *counted.posts, *counted.coming}
    rows += [_row(seat, None, parts[seat.department_id]) for seat in everything if not _of(lines, seat)]
    names = await dated.names_on({r["department_id"] for r in rows}, on)
    codes = await repository.codes(ctx.company_id)
    titles = {p.id: p.title for p in await ctx.organization.positions()}
    for row in rows:
        row["department_code"] = codes.get(row["department_id"])
        row["department_name"] = names.get(row["department_id"])
        row["position_title"] = titles.get(row["position_id"])
    rows.sort(
        key=lambda r: (r["department_code"] or "", r["position_title"] or "", r["employment_type"] or "")
    )
    return {
        "as_of": on,
        "plan": approved,
        "rule": await headcount_plans.rule(ctx.company_id),
        "items": rows,
        "total": len(rows),
        "next_cursor": None,
        **_totals(lines, counted),
    }


def _of(lines: dict[Seat, int], seat: Seat) -> list[Seat]:
    """The lines that could count a seat, without looking at all of them."""
    places: set[UUID | None] = {seat.position_id, None}
    kinds = {seat.employment_type, None}
    return [line for p in places for k in kinds if (line := Seat(seat.department_id, p, k)) in lines]


def _by_department(counted: Seats) -> dict[UUID, Seats]:
    parts: dict[UUID, Seats] = defaultdict(lambda: Seats(Counter(), {}, Counter(), Counter()))
    for name in ("taken", "posts", "coming", "going"):
        for seat, n in getattr(counted, name).items():
            getattr(parts[seat.department_id], name)[seat] = n
    return dict(parts)


def _row(line: Seat, planned: int | None, counted: Seats) -> dict[str, Any]:
    def count(of: Counter[Seat]) -> int:
        return sum(n for seat, n in of.items() if seat.within(line))

    taken, coming, going = count(counted.taken), count(counted.coming), count(counted.going)
    posts = sum((n for seat, n in counted.posts.items() if seat.within(line)), Decimal(0))
    forecast = taken + coming - going + posts
    flag = (
        "unplanned"
        if planned is None
        else "over"
        if forecast > planned
        else "under"
        if forecast < planned
        else "met"
    )
    return {
        "department_id": line.department_id,
        "position_id": line.position_id,
        "employment_type": line.employment_type,
        "planned": planned,
        "actual": taken,
        "posts": posts,
        "pending_in": coming,
        "pending_out": going,
        "forecast": forecast,
        "gap": None if planned is None else planned - forecast,
        "flag": flag,
    }


def _totals(lines: dict[Seat, int], counted: Seats) -> dict[str, Any]:
    by_department: dict[UUID, list[tuple[Seat, int]]] = defaultdict(list)
    for line, planned in lines.items():
        by_department[line.department_id].append((line, planned))
    planned_total = 0
    for found in by_department.values():
        whole = [n for line, n in found if line.position_id is None and line.employment_type is None]
        planned_total += whole[0] if whole else sum(n for _, n in found)
    return {
        "planned_total": planned_total if lines else None,
        "actual_total": sum(counted.taken.values()),
        "posts_total": sum(counted.posts.values(), Decimal(0)),
    }


async def available(
    ctx: Context,
    department_id: UUID,
    position_id: UUID | None,
    on: date,
    employment_type: str,
    *,
    leaves: Seat | None = None,
) -> Headcount:
    """Places for one more person in a seat: of the lines that count it, the one with the least room.

    Args:
        leaves: where the person sits now, so that a move within a line takes no second place.

    Raises:
        NotFound: no such department.
    """
    department = await ctx.organization.department(department_id)
    how = cast(Any, await headcount_plans.rule(department.company_id))
    approved = await headcount_plans.approved_on(department.company_id, on)
    seat = Seat(department_id, position_id, employment_type)
    if approved is None:
        counted = await seats(department.company_id, on, on, departments=[department_id])
        row = _row(seat, None, counted)
        return _headcount(seat, on, None, row, how)
    if how == "refuse":
        # Two hires at the same moment must not both take the last place.
        await execute("SELECT FROM core_headcount_plan WHERE id = $1 FOR NO KEY UPDATE", approved["id"])
    rows = await fetch(
        "SELECT position_id, employment_type, planned FROM core_headcount_line WHERE plan_id = $1"
        " AND department_id = $2",
        approved["id"],
        department_id,
    )
    lines = {Seat(department_id, r["position_id"], r["employment_type"]): r["planned"] for r in rows}
    counted = await seats(department.company_id, on, approved["period_to"], departments=[department_id])
    if leaves is not None and counted.taken.get(leaves):
        counted.taken[leaves] -= 1
    matching = [line for line in lines if seat.within(line)]
    if not matching:
        # The plan says nothing of this seat: it has no place.
        return _headcount(seat, on, 0, _row(seat, 0, counted), how)
    found = [_headcount(seat, on, lines[line], _row(line, lines[line], counted), how) for line in matching]
    return min(found, key=lambda h: h.free if h.free is not None else Decimal(0))


def _headcount(seat: Seat, on: date, planned: int | None, row: dict[str, Any], how: Any) -> Headcount:
    return Headcount(
        department_id=seat.department_id,
        position_id=seat.position_id,
        on=on,
        planned=planned,
        taken=row["actual"],
        posts=row["posts"],
        pending=row["pending_in"] - row["pending_out"],
        rule=how,
    )


async def take(
    ctx: Context,
    department_id: UUID,
    position_id: UUID | None,
    on: date,
    employment_type: str,
    *,
    leaves: Seat | None = None,
) -> Text | None:
    """One more person is about to sit down: by the company's rule that is refused, noted, or nobody's business.

    Returns what to tell whoever seats somebody beyond the plan of a company that only warns.

    Raises:
        Conflict: no place, and the company refuses.
    """
    if await headcount_plans.rule((await ctx.organization.department(department_id)).company_id) == "off":
        return None
    room = await available(ctx, department_id, position_id, on, employment_type, leaves=leaves)
    if room.free is None or room.free >= 1:
        return None
    name = (await ctx.organization.department(department_id)).name
    if room.rule == "refuse":
        raise Conflict(
            Text(
                f"“{name}”编制 {room.planned} 人，在岗 {room.taken} 人、兼岗折算 {room.posts}、待入 {room.pending}，"
                "已满编；请先调整编制",
                f"{name!r} has {room.planned} places; {room.taken} people, {room.posts} in second posts and"
                f" {room.pending} to come take them. Change the headcount plan first",
            ),
            code="headcount.full",
            planned=room.planned,
            taken=room.taken,
        )
    await ctx.audit.record(
        "core.headcount.exceeded",
        subject="department",
        subject_id=department_id,
        detail={
            "on": on.isoformat(),
            "planned": room.planned,
            "taken": room.taken,
            "posts": str(room.posts),
            "pending": room.pending,
        },
    )
    return Text(
        f"超编：“{name}”编制 {room.planned} 人，在岗 {room.taken} 人、兼岗折算 {room.posts}、待入 {room.pending}，"
        "已登记",
        f"over the plan: {name!r} has {room.planned} places; {room.taken} people, {room.posts} in second posts and"
        f" {room.pending} to come take them. This was recorded",
    )


async def group(ctx: Context, day: date | None = None) -> list[dict[str, Any]]:
    """Places and people of every company of the group, for who may see them all."""
    on = day or ctx.today()
    rows = await fetch(
        "SELECT c.id AS company_id, c.code, c.name, (SELECT sum(n) FROM (SELECT coalesce(max(l.planned) FILTER"
        "  (WHERE l.position_id IS NULL AND l.employment_type IS NULL), sum(l.planned)) AS n"
        "  FROM core_headcount_line l JOIN core_headcount_plan p ON p.id = l.plan_id WHERE p.company_id = c.id"
        "  AND p.state = 'approved' AND p.period_from <= $1 AND p.period_to >= $1 GROUP BY l.department_id) AS d)::int"
        "  AS planned, (SELECT count(*) FROM core_job_record j WHERE j.company_id = c.id AND j.superseded_at IS NULL"
        "  AND j.valid_from <= $1 AND (j.valid_to IS NULL OR j.valid_to > $1)) AS actual,"
        " (SELECT coalesce(sum(share), 0) / 100 FROM core_post p WHERE p.company_id = c.id"
        "  AND p.superseded_at IS NULL AND p.valid_from <= $1 AND (p.valid_to IS NULL OR p.valid_to > $1)) AS posts"
        " FROM core_company c ORDER BY c.code",
        on,
    )
    return [
        dict(r) | {"gap": None if r["planned"] is None else r["planned"] - r["actual"] - r["posts"]}
        for r in rows
    ]
