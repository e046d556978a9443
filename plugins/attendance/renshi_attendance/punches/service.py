"""Punches: from the phone, from devices, and corrections that were approved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from renshi_sdk import Conflict, Context, Invalid, Text
from renshi_sdk.contracts import Employee, PayPeriod, RequestView

from .. import locks
from ..badges import repository as badges
from ..care.consents import LOCATION
from ..engine.minutes import day_of
from ..months.compute import judged, read_facts
from ..months.late import facts_changed
from ..months.views import day_view
from ..planning import repository as planning
from ..planning.plans import PersonPlan, plan_of, plans
from ..workplace import Workplace, workplace
from . import repository
from .places import Spot, locate
from .repository import NewPunch
from .schemas import DevicePunches, MissingPunchForm, PunchIn

CLOCK_SKEW = timedelta(minutes=5)


async def punch(ctx: Context, employee_id: UUID, given: PunchIn) -> dict[str, Any]:
    """Punch now, and judge the day it belongs to.

    The server's time counts; the phone's is kept beside it and named where the two are more than five minutes
    apart. A ``key`` that was sent before answers with the punch of that time. Raises what
    :func:`.places.locate` refuses, and ``Forbidden`` for a place that its person hasn't agreed to tell.
    """
    if given.latitude is not None or given.bssid is not None:
        await ctx.consents.require(employee_id, LOCATION)
    place = await workplace(ctx)
    now = ctx.now()
    minute = place.minute(now)
    person = await ctx.people.get(employee_id)
    today = day_of(minute)
    plan = await plan_of(
        ctx, place, person, today - timedelta(days=1), today + timedelta(days=1), borders_only=True
    )
    day = plan.working_day(minute)
    spot = locate(place, plan.on(day).ground, await planning.sites(ctx.company_id), given)
    await locks.person(employee_id)
    # Without a key, one punch a second and person: a double tap is one.
    external_id = f"{employee_id}:{given.key or f'{now:%Y%m%dT%H%M%S}'}"
    written = await repository.insert(
        ctx.company_id,
        [
            NewPunch(
                employee_id=employee_id,
                at=now,
                source="app",
                external_id=external_id,
                device=given.device,
                latitude=given.latitude,
                longitude=given.longitude,
                inside=spot.inside,
                accuracy=given.accuracy,
                bssid=given.bssid,
                site=spot.site,
                reason=given.reason,
                device_at=given.device_at,
            )
        ],
    )
    if not written:
        before = await repository.stored(ctx.company_id, "app", external_id)
        if before is not None:
            now, spot = before["at"], Spot(before["inside"], before["site"])
            day = plan.working_day(place.minute(now))
    else:
        await facts_changed(ctx, {employee_id: [day]}, cause=f"punch:{now.isoformat()}", note="打卡")
    answer: dict[str, Any] = {
        "at": now,
        "day": day,
        "inside": spot.inside,
        "site": spot.site,
        "repeated": not written,
    }
    if given.device_at is not None and abs(now - given.device_at) > CLOCK_SKEW:
        answer["device_clock_off_seconds"] = int((given.device_at - now).total_seconds())
    return answer | {"result": await _judged(ctx, place, person, plan, day)}


async def _judged(
    ctx: Context, place: Workplace, person: Employee, plan: PersonPlan, day: date
) -> dict[str, object] | None:
    """The day as it stands now; None beyond the known calendar, where a punch is kept but not judged."""
    if day.year > place.calendar.last_year or not plan.first <= day <= plan.last:
        return None
    facts = await read_facts(ctx, place, {person.id: plan}, day, day)
    for result, _ in judged(place, person, plan, facts, place.minute(ctx.now())):
        if result.day == day:
            return day_view(result, zh=ctx.locale.startswith("zh"))
    return None


async def working_days(
    ctx: Context, place: Workplace, written: Iterable[tuple[UUID, datetime]]
) -> dict[UUID, set[date]]:
    """The working days of punches, by person."""
    instants: dict[UUID, list[datetime]] = {}
    for employee_id, at in written:
        instants.setdefault(employee_id, []).append(at)
    return {person: set(days) for person, days in (await _days(ctx, place, instants)).items()}


async def _days(
    ctx: Context, place: Workplace, instants: Mapping[UUID, Sequence[datetime]]
) -> dict[UUID, list[date]]:
    """The working days that instants belong to, by each person's own plan."""
    minutes = {person: [place.minute(at) for at in found] for person, found in instants.items()}
    every = [minute for found in minutes.values() for minute in found]
    if not every:
        return {}
    people = await ctx.people.by_ids(list(minutes))
    first, last = day_of(min(every)) - timedelta(days=1), day_of(max(every)) + timedelta(days=1)
    made = await plans(ctx, place, list(people.values()), first, last, borders_only=True)
    return {
        person: [made.of(person).working_day(minute) for minute in found]
        for person, found in minutes.items()
        if person in people
    }


async def take_device(ctx: Context, given: DevicePunches) -> dict[str, Any]:
    """Take punches of a device. Unknown staff numbers are named and left out; repeats are counted once.

    Raises ``Invalid`` for punches in the future (a device with a wrong clock).
    """
    if any(one.at > ctx.now() + timedelta(minutes=5) for one in given.punches):
        raise Invalid(
            Text(
                "打卡时间晚于当前时间，请检查设备时钟", "a punch lies in the future; check the device's clock"
            ),
            code="attendance.punch_in_future",
        )
    place = await workplace(ctx)
    owners = await badges.owners(ctx.company_id, sorted({p.number for p in given.punches}))
    owned = [(one, owners.of(one.number, one.at.astimezone(place.zone).date())) for one in given.punches]
    fresh = [
        NewPunch(
            employee_id=owner,
            at=one.at,
            source="device",
            external_id=f"{given.device}:{one.external_id}",
            device=given.device,
        )
        for one, owner in owned
        if owner is not None
    ]
    await locks.people(one.employee_id for one in fresh)
    written = await repository.insert(ctx.company_id, fresh) if fresh else []
    changed = await working_days(ctx, place, written)
    batch = max((f"{at.isoformat()}" for _, at in written), default="")
    await facts_changed(
        ctx, changed, cause=f"device:{given.device}:{batch}:{len(written)}", note="考勤机打卡"
    )
    unknown = sorted({one.number for one, owner in owned if owner is None})
    return {"received": len(given.punches), "written": len(written), "unknown_numbers": unknown}


async def submit_correction(ctx: Context, request: RequestView, form: MissingPunchForm) -> None:
    """Check a correction: in the past, inside the employment, not more a month than the company allows."""
    await locks.person(request.employee_id)
    place = await workplace(ctx)
    at = _instant(place, form)
    if at > ctx.now():
        raise Conflict(
            Text("不能为将来的时间补卡", "a punch cannot be added for the future"),
            code="attendance.punch_in_future",
        )
    person = await ctx.people.get(request.employee_id)
    if form.day < person.hired_on or (person.left_on and form.day > person.left_on):
        raise Conflict(
            Text("补卡日期不在在职期间内", "the day lies outside the employment"),
            code="attendance.punch_outside_employment",
        )
    month = PayPeriod(form.day.year, form.day.month)
    first = datetime.combine(month.first_day, time(), place.zone)
    after = datetime.combine(month.next().first_day, time(), place.zone)
    approved = await repository.corrections(request.employee_id, first, after)
    waiting = [
        one
        for one in await ctx.requests.open_of(request.employee_id, kind=request.kind)
        if one.id != request.id and str(one.form.get("day", ""))[:7] == str(month)
    ]
    plan = await plan_of(ctx, place, person, form.day, form.day, borders_only=True)
    limit = plan.on(form.day).ground.correction_limit
    if approved + len(waiting) >= limit:
        raise Conflict(
            Text(
                f"{month} 补卡已达 {limit} 次",
                f"the {limit} corrections of {month} are used up",
            ),
            code="attendance.correction_limit",
        )


async def approve_correction(ctx: Context, request: RequestView, form: MissingPunchForm) -> None:
    """Add the punch; raw punches stay as they are."""
    await locks.person(request.employee_id)
    place = await workplace(ctx)
    at = _instant(place, form)
    await repository.insert(
        ctx.company_id,
        [
            NewPunch(
                employee_id=request.employee_id,
                at=at,
                source="correction",
                external_id=f"request:{request.id}",
                request_id=request.id,
            )
        ],
    )
    await facts_changed(
        ctx,
        await _days(ctx, place, {request.employee_id: [at]}),
        cause=f"correction:{request.id}",
        note=f"补卡 {request.number}",
    )


def _instant(place: Workplace, form: MissingPunchForm) -> datetime:
    hour, minute = divmod(form.minute_of_day(), 60)
    return datetime.combine(form.day, time(hour, minute), place.zone)
