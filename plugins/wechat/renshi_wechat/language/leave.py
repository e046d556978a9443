"""Leave in words: "明天下午请半天事假，家里有事"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from renshi_wechat.language.dates import Found, find
from renshi_wechat.language.intents import Half, Leave, Problem
from renshi_wechat.language.kinds import find_kinds

IsWorkday = Callable[[date], bool]
MAX_DAYS = 200
_HALF_DAY = Decimal("0.5")
MAX_REASON = 200
_CLAUSES = re.compile(r"[，,。；;！!\n]+")
_ASKS = re.compile(
    r"请.{0,12}假|请假|休假|休.{0,8}假|调休|补休|倒休|[请休]\s*(?:\d|半|一|两|三|四|五|六|七|八|九|十)"
)
_LABEL = re.compile(r"(?:事由|理由|原因|因为|由于)")
# Words around the facts of a request. Taken off one by one from the ends: a pattern over all of them would
# need exponential time on a hostile text.
_LEAD = re.compile(
    r"[\s、:：()（）]+|我们|我|想要|想|需要|要|申请|请假|请个|请|休假|休|从|自|起|开始|帮我|麻烦|领导|老板|经理|您好|你好"
    r"|的|一共|共|总共|假期|假|和|在|于|到|至|改成|改为|换成|换为|改|还是|因为|因|由于|理由是|理由|原因是|原因|事由是"
    r"|事由|类型|假别|时间|日期|一下|个|是"
)
_TRAIL = re.compile(
    r"(?:[\s、:：()（）]|请假|请个|请|休假|休息|休|的|起|开始|吧|可以吗|行吗|谢谢|一下|一共|共|总共|假期|假|想|要|需要"
    r"|申请|从|自|我|需|个|到|至)$"
)


def weekdays_only(day: date) -> bool:
    """The working days of a reader without a calendar: Monday to Friday."""
    return day.weekday() < 5


def asks_for_leave(text: str) -> bool:
    return bool(_ASKS.search(text)) or any(code for _, _, code in find_kinds(text))


def read_leave(text: str, today: date, is_workday: IsWorkday = weekdays_only) -> Leave:
    """The leave that ``text`` asks for, as far as it says."""
    return _read(Leave(), text, today, is_workday)[0]


def amend(
    draft: Leave, text: str, today: date, is_workday: IsWorkday = weekdays_only, *, wants_reason: bool = False
) -> Leave | None:
    """``draft`` with what ``text`` adds or changes ("下午", "改成病假", "后天"); ``None`` if it says nothing.

    With ``wants_reason`` a text that says nothing else is taken as the reason.
    """
    amended, said = _read(draft, text, today, is_workday)
    if not said:
        if wants_reason and text.strip():
            return replace(draft, reason=text.strip()[:MAX_REASON])
        return None
    return amended


def _read(draft: Leave, text: str, today: date, is_workday: IsWorkday) -> tuple[Leave, bool]:
    kinds: list[str] = []
    total = Found()
    reasons: list[str] = []
    labelled = False
    foreign = False
    for clause in filter(None, (part.strip() for part in _CLAUSES.split(text))):
        named = find_kinds(clause)
        found = find(clause, today)
        rest = _rest(clause, [*found.places, *((start, end) for start, end, _ in named)])
        labelled = labelled or bool(_LABEL.match(clause))
        if rest and total.first is not None:
            # The day is known, so a clause with words of its own tells why; a date or a kind in it
            # ("要准备25号的考试") belongs to the reason, but for a kind that nobody has named yet.
            if named and not kinds and named[0][2]:
                kinds.append(named[0][2])
                rest = _rest(clause, [named[0][:2]])
                reasons.append(rest)
            else:
                reasons.append(_rest(clause, []))
            continue
        kinds.extend(code for _, _, code in named if code)
        foreign = foreign or any(code is None for _, _, code in named)
        _merge(total, found)
        if rest:
            reasons.append(rest)
    said = bool(kinds) or foreign or total.says_anything or labelled
    reason = "，".join(dict.fromkeys(r for r in reasons if r))[:MAX_REASON]
    problems = list(dict.fromkeys(total.problems))
    if len(set(kinds)) > 1:
        problems.append(Problem.SEVERAL_KINDS)
    leave = replace(
        draft,
        kind=kinds[0] if len(set(kinds)) == 1 else (None if kinds or foreign else draft.kind),
        reason=reason or draft.reason,
        problems=tuple(problems),
    )
    return _when(leave, draft, total, is_workday), said


def _merge(total: Found, found: Found) -> None:
    total.places.extend(found.places)
    total.problems.extend(found.problems)
    if found.first is not None:
        if total.first is not None and (total.first, total.last) != (found.first, found.last):
            total.problems.append(Problem.SEVERAL_DATES)
        total.first, total.last = found.first, found.last
        total.first_half, total.last_half = found.first_half, found.last_half
    total.loose_half = found.loose_half or total.loose_half
    total.days = found.days if found.days is not None else total.days


def _when(leave: Leave, draft: Leave, found: Found, is_workday: IsWorkday) -> Leave:
    start, end = found.first, found.last
    first_half, last_half = found.first_half, found.last_half
    days = found.days
    if days is None and (draft.half_open or draft.start is None):
        days = draft.stated_days
    if start is None:
        if found.loose_half is None and found.days is None:
            return leave
        start, end = draft.start, draft.end
        if start is None or end is None:
            # "下午请假" without a day is asked back rather than taken as today.
            half = found.loose_half
            return replace(
                leave,
                start_half=half or "am",
                end_half=half or "pm",
                stated_days=days,
                half_open=days == _HALF_DAY and half is None,
            )
        if start != end and found.days is None:
            return leave
        end = start
    single = start == end
    if single:
        first_half = last_half = first_half or found.loose_half
        if first_half is None and found.days is None and draft.start == draft.end:
            # A new day keeps the half that was said before.
            first_half = draft.start_half if draft.start_half == draft.end_half else None
    if not single:
        return _checked(
            replace(
                leave,
                start=start,
                end=end,
                start_half="pm" if first_half == "pm" else "am",
                end_half="am" if last_half == "am" else "pm",
                stated_days=days,
                half_open=False,
            )
        )
    return _checked(_one_day(leave, start, first_half, days, is_workday))


def _one_day(
    leave: Leave, start: date, half: Half | None, days: Decimal | None, is_workday: IsWorkday
) -> Leave:
    if days is None or days == _HALF_DAY:
        return replace(
            leave,
            start=start,
            end=start,
            start_half=half or "am",
            end_half=half or "pm",
            stated_days=days,
            half_open=days is not None and half is None,
        )
    if days > MAX_DAYS:
        return replace(leave, start=None, end=None, problems=(*leave.problems, Problem.TOO_LONG))
    first: Half = half or "am"
    halves = int(days * 2) - (1 if first == "pm" else 2)
    end, end_half = start, first if halves < 0 else "pm"
    while halves > 0:
        end += timedelta(days=1)
        if is_workday(end):
            end_half = "am" if halves == 1 else "pm"
            halves -= 2
    return replace(
        leave, start=start, end=end, start_half=first, end_half=end_half, stated_days=days, half_open=False
    )


def _checked(leave: Leave) -> Leave:
    if leave.start and leave.end and (leave.end - leave.start).days > MAX_DAYS:
        return replace(leave, start=None, end=None, problems=(*leave.problems, Problem.TOO_LONG))
    if leave.start == leave.end and (leave.start_half, leave.end_half) == ("pm", "am"):
        return replace(leave, start=None, end=None, problems=(*leave.problems, Problem.REVERSED))
    return leave


def _rest(clause: str, places: list[tuple[int, int]]) -> str:
    """What is left of a clause without ``places`` and the words every request has."""
    masked = clause
    for start, end in places:
        masked = masked[:start] + "\0" * (end - start) + masked[end:]
    return " ".join(filter(None, (_bare(piece) for piece in re.split("\0+", masked))))


def _bare(piece: str) -> str:
    before = None
    while piece != before:
        before = piece
        if lead := _LEAD.match(piece):
            piece = piece[lead.end() :]
        piece = _TRAIL.sub("", piece)
    return piece
