"""Kinds of leave and the words people use for them."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LeaveKind:
    """``code`` is the attendance plugin's; ``words`` are all names in use, the longest first."""

    code: str
    name: str
    words: tuple[str, ...]


LEAVE_KINDS = (
    LeaveKind("annual", "年假", ("带薪年休假", "带薪年假", "年休假", "年假")),
    LeaveKind("personal", "事假", ("事假",)),
    LeaveKind("sick", "病假", ("病假",)),
    LeaveKind("compensatory", "调休", ("调休假", "调休", "补休", "倒休")),
    LeaveKind("marriage", "婚假", ("婚假",)),
    LeaveKind("maternity", "产假", ("产假",)),
    LeaveKind("paternity", "陪产假", ("陪产假", "护理假", "陪护假", "男方护理假")),
    LeaveKind("parental", "育儿假", ("育儿假",)),
    LeaveKind("bereavement", "丧假", ("丧假",)),
    LeaveKind("work_injury", "工伤假", ("工伤假", "停工留薪")),
)
NAMES = {kind.code: kind.name for kind in LEAVE_KINDS}
_CODES = {word: kind.code for kind in LEAVE_KINDS for word in kind.words}
# 独生子女护理假 and 产检假 hold the word of another kind; no kind is better than the wrong one.
_PATTERN = re.compile(
    r"(?P<foreign>独生子女(?:陪护|护理)假|父母(?:陪护|护理)假|产检假|哺乳假|探亲假|看护假)|(?P<known>"
    + "|".join(sorted(map(re.escape, _CODES), key=len, reverse=True))
    + ")"
)


def find_kinds(text: str) -> list[tuple[int, int, str | None]]:
    """Places (start, end) and codes of the kinds named in ``text``; ``None`` for one without rules here."""
    return [(m.start(), m.end(), _CODES.get(m.group())) for m in _PATTERN.finditer(text)]
