"""A judged day as a month keeps it and as a person sees it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from renshi_sdk import Text

from ..engine.day import DayResult, Status
from ..engine.minutes import show
from ..engine.reasons import say


def day_record(day: DayResult) -> dict[str, object]:
    """A judged day as a month keeps it: what is zero or ordinary is left out."""
    record: dict[str, object] = {"day": day.day.isoformat(), "status": day.status.value}
    if day.shift != "standard":
        record["shift"] = day.shift
    if day.first_punch is not None:
        record["first"] = show(day.first_punch)
    if day.last_punch is not None:
        record["last"] = show(day.last_punch)
    if day.status is Status.PRESENT and not day.leave and not day.trip_minutes:
        return record
    amounts = {
        "late": day.late_minutes,
        "early": day.early_minutes,
        "absent": day.absent_minutes,
        "unknown": day.unknown_minutes,
        "trip": day.trip_minutes,
    }
    record |= {name: minutes for name, minutes in amounts.items() if minutes}
    if day.leave:
        record["leave"] = [list(part) for part in day.leave]
    if day.reasons:
        record["reasons"] = [one.stored() for one in day.reasons]
    return record


FIGURES = {
    "absence": Text("旷工", "absent"),
    "late": Text("迟到早退", "late or early"),
    "overtime.workday": Text("延时加班", "overtime on working days"),
    "overtime.rest_day": Text("休息日加班", "overtime on rest days"),
    "overtime.statutory": Text("法定节假日加班", "overtime on statutory holidays"),
}


def figure_words(figures: Mapping[str, str], leave: Mapping[str, Text], *, zh: bool) -> str:
    """``年休假 +1 天，旷工 −1 天``: figures as a person reads them; ``leave`` names the types by code."""
    parts: list[str] = []
    for name, value in sorted(figures.items()):
        code = name.removeprefix("leave.")
        label = leave.get(code, Text(code, code)) if code != name else FIGURES.get(name, Text(name, name))
        amount, hours = Decimal(value), name.startswith("overtime.")
        # Three places of a day are half a minute; overtime is kept in minutes and read in hours.
        size = (amount / 60 if hours else amount).quantize(Decimal("0.001"), ROUND_HALF_UP).normalize()
        unit = Text("小时", "h") if hours else Text("天", "d")
        sign = "+" if size > 0 else "−"
        parts.append(
            f"{label.zh} {sign}{abs(size):f} {unit.zh}" if zh else f"{label.en} {sign}{abs(size):f} {unit.en}"
        )
    return ("，" if zh else ", ").join(parts)


def day_view(day: DayResult, *, zh: bool) -> dict[str, object]:
    """A judged day in JSON types, with wall-clock times; ``reasons`` in the reader's language and as codes."""
    return {
        "day": day.day.isoformat(),
        "kind": day.kind.value,
        "status": day.status.value,
        "shift": day.shift,
        "due_minutes": day.due_minutes,
        "worked_minutes": day.worked_minutes,
        "late_minutes": day.late_minutes,
        "early_minutes": day.early_minutes,
        "absent_minutes": day.absent_minutes,
        "unknown_minutes": day.unknown_minutes,
        "trip_minutes": day.trip_minutes,
        "leave": [{"code": code, "minutes": minutes, "due": due} for code, minutes, due in day.leave],
        "first": show(day.first_punch) if day.first_punch is not None else None,
        "last": show(day.last_punch) if day.last_punch is not None else None,
        "reasons": say(day.reasons, zh=zh),
        "reason_codes": [
            {"code": one.code, "args": list(one.args), "segment": one.segment or None} for one in day.reasons
        ],
    }
