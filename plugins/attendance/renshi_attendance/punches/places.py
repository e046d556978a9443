"""Is a punch made where it counts?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from renshi_sdk import Conflict, Invalid, Text

from ..engine.fence import metres
from ..engine.radio import radio
from ..engine.rules import GroundRule, Outside
from ..planning.repository import SiteRow
from ..workplace import Workplace
from .schemas import PunchIn


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a punch was made: ``inside`` None where the company has no places; ``site`` the place's name."""

    inside: bool | None
    site: str | None = None


def locate(place: Workplace, ground: GroundRule, sites: Sequence[SiteRow], given: PunchIn) -> Spot:
    """Match a punch with the places of its rule: Wi-Fi first, then the position.

    Raises ``Invalid`` where neither came or a reason is asked for, ``Conflict`` outside every place under a rule
    that refuses it, or where the phone is not sure enough of its position.
    """
    allowed = [s for s in sites if not ground.sites or str(s.id) in ground.sites]
    circles = [
        (s.name, s.latitude, s.longitude, s.radius)
        for s in allowed
        if s.latitude is not None and s.longitude is not None and s.radius is not None
    ]
    if not ground.sites:
        circles += [(p.name, p.latitude, p.longitude, p.radius) for p in place.settings.places]
    if not circles and not allowed:
        return Spot(None)
    heard = radio(given.bssid)
    for site in allowed:
        if heard is not None and heard in site.bssids:
            return Spot(True, site.name)
    near = _nearest(circles, given, ground)
    if near is not None and near[1] <= near[2]:
        return Spot(True, near[0])
    if ground.outside is Outside.REFUSE:
        if near is None:
            raise Invalid(
                Text("打卡需要定位或连接公司 Wi-Fi", "punching needs your position or the company's Wi-Fi"),
                code="attendance.position_missing",
            )
        beyond = round(near[1] - near[2])
        raise Conflict(
            Text(
                f"不在打卡范围内：距离「{near[0]}」的范围还有 {beyond} 米",
                f"you are {beyond} m outside of {near[0]}",
            ),
            code="attendance.outside_place",
        )
    if ground.outside is Outside.REASON and not (given.reason or "").strip():
        raise Invalid(
            Text("不在打卡范围内，请填写原因", "you are outside; say why"),
            code="attendance.outside_reason",
            fields={"reason": Text("请填写原因", "say why")},
        )
    return Spot(False)


def _nearest(
    circles: Sequence[tuple[str, float, float, int]], given: PunchIn, ground: GroundRule
) -> tuple[str, float, int] | None:
    """(name, metres from its centre, radius) of the place with the nearest border."""
    if given.latitude is None or given.longitude is None or not circles:
        return None
    if ground.max_accuracy is not None and (given.accuracy is None or given.accuracy > ground.max_accuracy):
        raise _inaccurate(ground.max_accuracy)
    here = (float(given.latitude), float(given.longitude))
    found = [(name, metres(*here, lat, lon), radius) for name, lat, lon, radius in circles]
    near = min(found, key=lambda one: one[1] - one[2])
    # Without a limit of the company's own, a position vaguer than the circle itself can't tell inside from outside.
    if ground.max_accuracy is None and given.accuracy is not None and given.accuracy > near[2] >= near[1]:
        raise _inaccurate(near[2])
    return near


def _inaccurate(limit: int) -> Conflict:
    return Conflict(
        Text(
            f"定位误差超过 {limit} 米，请到开阔处重新定位，或连接公司 Wi-Fi",
            f"the position is less accurate than {limit} m; try again in the open or use Wi-Fi",
        ),
        code="attendance.position_inaccurate",
    )
