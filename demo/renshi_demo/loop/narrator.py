"""The terminal: a heading per step, then its facts, one to a line."""

from __future__ import annotations

import os
import sys
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

LABEL = 12
"""Columns for a fact's name: six Chinese characters."""
PAY_LABEL = 38
PAY_AMOUNT = 12
"""Columns of a pay slip's line."""
_CLOSING = "。，、；：！？）》”’"
"""May hang over the edge; a line doesn't begin with them."""
WIDTH = 96


def width(text: str) -> int:
    """Columns that a text takes; Chinese characters take two."""
    return sum(
        2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text
    )


def padded(text: str, columns: int) -> str:
    """``text`` filled up to ``columns``."""
    return text + " " * max(0, columns - width(text))


def folded(text: str, columns: int) -> list[str]:
    """Lines of at most ``columns``, cut between characters; a word of Latin letters is kept whole."""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        line, used = "", 0
        for piece in _pieces(paragraph):
            size = width(piece)
            if used + size > columns and line and piece not in _CLOSING:
                lines.append(line)
                line, used = "", 0
                piece = piece.lstrip()
                size = width(piece)
            line, used = line + piece, used + size
        lines.append(line)
    return lines


def _pieces(text: str) -> Iterator[str]:
    word = ""
    for c in text:
        if c.isascii() and not c.isspace():
            word += c
            continue
        if word:
            yield word
            word = ""
        yield c
    if word:
        yield word


class Narrator:
    """Writes to a terminal, with colour where it is one."""

    def __init__(self, out: TextIO = sys.stdout) -> None:
        self._out = out
        self._colour = out.isatty() and "NO_COLOR" not in os.environ
        self._steps = 0

    def say(self, text: str = "") -> None:
        """A line as it is."""
        print(text, file=self._out, flush=True)

    def title(self, zh: str, en: str) -> None:
        """The head of a part."""
        self.say()
        self.say(
            self._paint("1;36", f"══ {zh} · {en} ".ljust(4))
            + self._paint("36", "═" * max(4, 60 - width(zh + en)))
        )

    @contextmanager
    def step(self, zh: str, en: str) -> Iterator[None]:
        """A numbered step; its time is shown when it is done."""
        self._steps += 1
        number = f"{self._steps:02d}"
        self.say()
        self.say(self._paint("1;33", f"{number}  {zh}") + self._paint("2", f" · {en}"))
        began = time.monotonic()
        try:
            yield
        except BaseException:
            self.say("    " + self._paint("1;31", "✗ 未通过"))
            raise
        self.say("    " + self._paint("32", "✓") + self._paint("2", f" {time.monotonic() - began:.1f} s"))

    def fact(self, label: str, value: object) -> None:
        """A fact; long values go on below, under their beginning."""
        lines = folded(str(value), WIDTH - 4 - LABEL - 2)
        self.say(f"    {self._paint('2', padded(label, LABEL))}  {lines[0]}")
        for line in lines[1:]:
            self.say(f"    {' ' * LABEL}  {line}")

    def line(self, label: str, amount: str, why: list[str]) -> None:
        """A line of a pay slip: what it is, how much, and the sentences that explain it."""
        name = padded(label if width(label) <= PAY_LABEL else folded(label, PAY_LABEL)[0], PAY_LABEL)
        self.say(f"    {self._paint('2', name)}  {amount:>{PAY_AMOUNT}}")
        for sentence in why:
            for text in folded(sentence, WIDTH - 8):
                self.say(self._paint("2", f"        {text}"))

    def bubble(self, who: str, text: str) -> None:
        """Something said in a chat."""
        lines = folded(text, WIDTH - 4 - LABEL - 4)
        self.say(f"    {self._paint('2', padded(who, LABEL))}  {self._paint('36', '│')} {lines[0]}")
        for line in lines[1:]:
            self.say(f"    {' ' * LABEL}  {self._paint('36', '│')} {line}")

    def fail(self, text: str) -> None:
        """What went wrong."""
        self.say()
        self.say(self._paint("1;31", f"✗ {text}"))

    @property
    def steps(self) -> int:
        """How many steps were begun."""
        return self._steps

    def _paint(self, code: str, text: str) -> str:
        return f"\033[{code}m{text}\033[0m" if self._colour else text
