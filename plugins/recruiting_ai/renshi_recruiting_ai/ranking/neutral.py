"""The part of a résumé that may count: without who somebody is, how to reach them, where they studied and live,
and without sentences that talk to the program."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from renshi_recruiting_ai.engine.neutral import neutral_pronouns, protected_spans
from renshi_recruiting_ai.engine.text import clean
from renshi_recruiting_ai.resumes.parsing.dates import RANGE
from renshi_recruiting_ai.resumes.parsing.places import plain
from renshi_recruiting_ai.resumes.parsing.protected import without

_MAIL_OR_PHONE = re.compile(
    r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+|(?<!\d)(?:\+?86[\s-]?)?1[3-9]\d(?:[\s.-]?\d{4}){2}(?!\d)|https?://\S+"
)
_LIST_LINE = re.compile(r"[^。.!！？?；;]*$")


@dataclass(frozen=True, slots=True)
class Neutral:
    """`told` are lines of sentences and work history, `listed` lines that only list words."""

    told: str
    listed: str

    @property
    def text(self) -> str:
        return f"{self.told}\n{self.listed}"


def _spans(parsed: Mapping[str, Any], starts: list[int], names: tuple[str, ...]) -> list[tuple[int, int]]:
    found = []
    for name in names:
        values = parsed[name] if isinstance(parsed[name], list) else [parsed[name]]
        found += [
            (starts[value["page"] - 1] + value["start"], starts[value["page"] - 1] + value["end"])
            for value in values
            if value is not None
        ]
    return found


def neutral(pages: list[str], parsed: Mapping[str, Any]) -> Neutral:
    """Cut, in one pass, everything that may not count. Same facts under another name give the same bytes."""
    text = plain("\f".join(page.replace("\f", "\n") for page in pages))
    starts = [0]
    for page in pages[:-1]:
        starts.append(starts[-1] + len(page) + 1)
    spans = _spans(
        parsed,
        starts,
        ("name", "phone", "email", "city", "schools", "excluded", "injected", "education", "degree"),
    )
    if parsed["name"] is not None:
        name = plain(parsed["name"]["words"])
        spans += [match.span() for match in re.finditer(re.escape(name), text)]
    spans += [match.span() for match in _MAIL_OR_PHONE.finditer(text)]
    # When somebody studied or began to work tells their age; how long they worked is counted apart.
    spans += [match.span() for match in RANGE.finditer(text)]
    kept = clean(without(text, spans)).folded
    kept = without(neutral_pronouns(kept), list(protected_spans(kept)))
    told: list[str] = []
    listed: list[str] = []
    for line in kept.split("\n"):
        (listed if _is_list(line) else told).append(line)
    return Neutral("\n".join(told), "\n".join(listed))


def _is_list(line: str) -> bool:
    """A line of words beside each other, and no sentence: many blanks, no full stop, short words."""
    words = line.split()
    if line.rstrip().endswith(("。", ".", "；", "!")) or len(words) < 3:
        return False
    return sum(map(len, words)) / len(words) <= 12 and not any(len(word) > 24 for word in words)
