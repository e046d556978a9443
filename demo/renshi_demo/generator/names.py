"""Plausible Chinese names, each used once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from random import Random
from typing import Any

import yaml
from pypinyin import lazy_pinyin

from renshi_demo.generator.model import Sex

_SURNAME_READINGS = {"曾": "zeng", "任": "ren", "覃": "qin", "尹": "yin", "肖": "xiao"}
"""Family names whose everyday reading is another one."""

_COMPOUND = frozenset({"欧阳", "诸葛"})
"""Family names of two characters."""


@lru_cache(maxsize=1)
def _known() -> Mapping[str, Any]:
    raw = files("renshi_demo").joinpath("data/names.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(raw))


@dataclass(slots=True)
class Names:
    """Draws names. A name is not given twice, so that a demonstration never confuses two people."""

    random: Random
    _given: set[str] = field(default_factory=set)
    _mailboxes: set[str] = field(default_factory=set)

    def draw(self, sex: Sex, born: int) -> str:
        """A name for somebody born in the year ``born``."""
        surnames: Mapping[str, int] = _known()["surnames"]
        generations: Mapping[str, list[str]] = _known()["given"][sex]
        generation = min(generations, key=lambda year: abs(int(year) - born))
        while True:
            family = self.random.choices(list(surnames), list(surnames.values()))[0]
            name = family + self.random.choice(generations[generation])
            if name not in self._given:
                self._given.add(name)
                return name

    def mailbox(self, name: str) -> str:
        """The local part of a mail address: pinyin, with a number from the second of its kind on."""
        plain = reading(name)
        mailbox, count = plain, 1
        while mailbox in self._mailboxes:
            count += 1
            mailbox = f"{plain}{count}"
        self._mailboxes.add(mailbox)
        return mailbox


def given_name(name: str) -> str:
    """``王建国`` → ``建国``, ``欧阳静`` → ``静``."""
    return name[2:] if name[:2] in _COMPOUND else name[1:]


def reading(name: str) -> str:
    """``王建国`` → ``wangjianguo``."""
    read = lazy_pinyin(name)
    if name[0] in _SURNAME_READINGS:
        read[0] = _SURNAME_READINGS[name[0]]
    return "".join(read).replace("ü", "v")
