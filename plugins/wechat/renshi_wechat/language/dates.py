"""Days, halves, ranges and lengths in Chinese text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from renshi_wechat.language.intents import Half, Problem

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "俩": 2}
_N = r"(?:\d{1,2}|[一二三四五六七八九十廿]{1,3})"
_WEEKDAYS = {c: i for i, c in enumerate("一二三四五六日")} | {"天": 6} | {str(i + 1): i for i in range(6)}
_RELATIVE = {
    "大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "今儿": 0, "明天": 1, "明日": 1,
    "明儿": 1, "大后天": 3, "后天": 2,
}  # fmt: skip
_HALF = r"(?P<am>上午|早上|早晨|上半天)|(?P<pm>下午|下半天|午后)"
_POINT = re.compile(
    rf"(?P<iso>(?P<y>20\d\d)[-/.年](?P<ym>\d{{1,2}})[-/.月](?P<yd>\d{{1,2}})[日号]?)"
    rf"|(?P<months>(?P<mw>这个?|本|下个?|上个?)月(?P<mwd>{_N})[日号])"
    rf"|(?P<md>(?P<m>{_N})月(?P<d>{_N})[日号]?)"
    r"|(?P<slash>(?<![\d./])(?P<sm>\d{1,2})[/.-](?P<sd>\d{1,2})(?![\d/日号天个小.]|-(?!\d{1,2}[/.-]\d)))"
    rf"|(?P<pair>今明(?:两|2)天|明后(?:两|2)?天)"
    r"|(?P<rel>" + "|".join(_RELATIVE) + ")"
    r"|(?P<week>(?P<wp>这个?|本|下下个?|下个?|上个?)?(?:周|星期|礼拜)(?P<wd>[一二三四五六日天1-6]))"
    rf"|(?P<dayonly>(?<![\d一二三四五六七八九十月])(?P<do>{_N})"
    rf"(?:[日号](?![楼线店车门厅机库岗])|(?=\s*(?:到|至|-|—|–|~)\s*{_N}[日号])))"
)
_AFTER_POINT = re.compile(rf"\s*的?\s*(?:{_HALF})")
_LOOSE_HALF = re.compile(_HALF)
_JOIN = re.compile(r"\s*(?:开始)?(?:一直)?(?:休|请)?(?:到|至|-|—|–|~)\s*")
_AND = re.compile(r"\s*(?:和|、|及|跟|与)\s*")
_LENGTH = re.compile(
    r"(?P<half>半天|半日|半个工作日)"
    r"|(?P<whole>(?:一)?整天|全天)"
    r"|(?P<n>\d{1,3}(?:\.5)?|[一二三四五六七八九十两俩]{1,3})\s*个?"
    r"(?:(?P<days>天|工作日)(?P<and>半)?|(?P<weeks>周|星期|礼拜)(?![一二三四五六日天末]))"
)
_HOURS = re.compile(
    r"(?:\d{1,2}(?:\.\d)?|[一二两三四五六七八半])\s*个?(?:小时|钟头)|\d{1,2}\s*[:点]\s*(?:\d{2}|半)?"
)
FAR_DAYS = 305
PAST_DAYS = 60
# "28号到3号" runs into the next month; "27号到25号" is a slip rather than four weeks.
ROLL_DAYS = 20


@dataclass(slots=True)
class Found:
    """What one piece of text says about time; ``places`` are the characters that said it."""

    places: list[tuple[int, int]] = field(default_factory=list)
    first: date | None = None
    last: date | None = None
    first_half: Half | None = None
    last_half: Half | None = None
    loose_half: Half | None = None
    days: Decimal | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def says_anything(self) -> bool:
        return bool(self.places)


class _NoSuchDate(Exception):
    pass


def number(text: str) -> int:
    """1…99 in Arabic or Chinese digits: 25, 二十五, 廿五, 十, 两."""
    if text.isdigit():
        return int(text)
    text = text.replace("廿", "二十")
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
    return _DIGITS.get(text, 0)


def find(text: str, today: date) -> Found:
    """Everything that ``text`` (one clause) says about when and how long."""
    found = Found()
    points = list(_POINT.finditer(text))
    covered = _points(text, points, today, found)
    rest = _masked(text, covered)
    for match in _HOURS.finditer(rest):
        found.problems.append(Problem.HOURS)
        found.places.append(match.span())
    rest = _masked(rest, found.places)
    for match in _LOOSE_HALF.finditer(rest):
        half: Half = "am" if match["am"] else "pm"
        if found.loose_half not in (None, half):
            found.loose_half = None
            found.days = Decimal(1)
        else:
            found.loose_half = half
        found.places.append(match.span())
    for match in _LENGTH.finditer(_masked(rest, found.places)):
        found.places.append(match.span())
        found.days = _length(match)
    return found


def _points(text: str, points: list[re.Match[str]], today: date, found: Found) -> list[tuple[int, int]]:
    seen: list[tuple[date, date, Half | None, Half | None]] = []
    index = 0
    while index < len(points):
        match = points[index]
        index += 1
        try:
            if match["pair"]:
                first = today + timedelta(days=0 if match["pair"].startswith("今") else 1)
                seen.append((first, first + timedelta(days=1), None, None))
                found.places.append(match.span())
                continue
            start = _resolve(match, today, None)
            half, end_of = _half_after(text, match.end())
            last, last_half = start, half
            join = _JOIN.match(text, end_of) or _AND.match(text, end_of)
            if join and index < len(points) and points[index].start() == join.end():
                closing = points[index]
                last = _resolve(closing, today, start)
                if _AND.fullmatch(join.group()) and last != start + timedelta(days=1):
                    last = start
                else:
                    index += 1
                    last_half, end_of = _half_after(text, closing.end())
                    if closing["dayonly"] and (last - start).days > ROLL_DAYS:
                        last = start - timedelta(days=1)
            found.places.append((match.start(), end_of))
            seen.append((start, last, half, last_half))
        except _NoSuchDate:
            found.problems.append(Problem.NO_SUCH_DATE)
            found.places.append((match.start(), points[index - 1].end()))
    # "11月30日（周一）" names one day twice; anything else is two leaves in one message.
    days = {(first, last) for first, last, _, _ in seen}
    if len(days) > 1:
        found.problems.append(Problem.SEVERAL_DATES)
    elif seen:
        found.first, found.last = next(iter(days))
        found.first_half = next((half for _, _, half, _ in seen if half), None)
        found.last_half = next((half for _, _, _, half in seen if half), None)
        if found.last < found.first:
            found.problems.append(Problem.REVERSED)
            found.first = found.last = None
    return found.places


def _half_after(text: str, at: int) -> tuple[Half | None, int]:
    match = _AFTER_POINT.match(text, at)
    if not match:
        return None, at
    return ("am" if match["am"] else "pm"), match.end()


def _resolve(match: re.Match[str], today: date, start: date | None) -> date:
    """The day of a point; with ``start`` it is the end of a range and read from there."""
    if match["iso"]:
        return _day(int(match["y"]), int(match["ym"]), int(match["yd"]))
    if match["rel"]:
        return today + timedelta(days=_RELATIVE[match["rel"]])
    if match["week"]:
        return _weekday(match["wp"], _WEEKDAYS[match["wd"]], today, start)
    if match["months"]:
        shift = {"这": 0, "本": 0, "下": 1, "上": -1}[match["mw"][0]]
        months = today.year * 12 + today.month - 1 + shift
        return _day(months // 12, months % 12 + 1, number(match["mwd"]))
    if match["dayonly"]:
        return _day_only(number(match["do"]), today, start)
    month = number(match["m"]) if match["md"] else int(match["sm"])
    day = number(match["d"]) if match["md"] else int(match["sd"])
    return _month_day(month, day, today, start)


def _weekday(prefix: str | None, weekday: int, today: date, start: date | None) -> date:
    monday = today - timedelta(days=today.weekday())
    if prefix:
        weeks = 2 if prefix.startswith("下下") else {"这": 0, "本": 0, "下": 1, "上": -1}[prefix[0]]
        return monday + timedelta(days=weekday, weeks=weeks)
    base = start or today
    return base + timedelta(days=(weekday - base.weekday()) % 7)


def _day_only(day: int, today: date, start: date | None) -> date:
    base = start or today
    if day >= base.day:
        return _day(base.year, base.month, day)
    months = base.year * 12 + base.month
    return _day(months // 12, months % 12 + 1, day)


def _month_day(month: int, day: int, today: date, start: date | None) -> date:
    if start is not None:
        year = start.year + ((month, day) < (start.month, start.day) and start.month - month > 6)
        return _day(year, month, day)
    # A year always has one such day between 60 days ago and 305 days ahead.
    candidates = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            candidates.append(_day(year, month, day))
        except _NoSuchDate:
            continue
    near = [c for c in candidates if -PAST_DAYS <= (c - today).days <= FAR_DAYS]
    if not near:
        raise _NoSuchDate
    return near[0]


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _NoSuchDate from None


def _length(match: re.Match[str]) -> Decimal:
    if match["half"]:
        return Decimal("0.5")
    if match["whole"]:
        return Decimal(1)
    raw = match["n"]
    days = Decimal(raw) if raw[0].isdigit() else Decimal(number(raw))
    if match["weeks"]:
        days *= 5
    return days + (Decimal("0.5") if match["and"] else 0)


def _masked(text: str, places: list[tuple[int, int]]) -> str:
    for start, end in places:
        text = text[:start] + "\0" * (end - start) + text[end:]
    return text
