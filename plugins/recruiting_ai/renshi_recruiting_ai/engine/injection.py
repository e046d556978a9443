"""Talk to the grading program inside an answer, also in disguise, and which clauses of a sentence it fills."""

from __future__ import annotations

import base64
import binascii
import codecs
import re
import unicodedata
from collections.abc import Iterator

from .injection_signs import ABOUT_SCORING, RUN_TOGETHER, SIGNS

_TRADITIONAL = str.maketrans(
    "規則滿評應給請無視這個數級統讓過錄選優將為標記員動單輸設調說話預審準計",
    "规则满评应给请无视这个数级统让过录选优将为标记员动单输设调说话预审准计",
)
# Letters of other alphabets that are drawn like Latin ones (Unicode's confusables, the everyday part).
_LOOKALIKES = str.maketrans(
    "аеорсухівѕјһԁӏмнткгαοερτυικνɡɩ",
    "aeopcyxibsjhdlmhtkraoeptuikvgi",
)
_LEET = str.maketrans("013457@$", "oieastas")
_MIXED = re.compile(r"[a-z@$]*\d[a-z\d@$]*[a-z][a-z\d@$]*|[a-z@$]+\d[a-z\d@$]*")
_APART_CHINESE = re.compile(r"(?<=[一-鿿])[\s.\-_*·~/|]+(?=[一-鿿])")
_APART_LATIN = re.compile(r"(?<![a-z0-9])(?:[a-z0-9][\s.\-_*·~/|]{1,3}){8,}[a-z0-9](?![a-z0-9])")
_ESCAPES = re.compile(r"&#(?:x[4-9ef][0-9a-f]{3}|[2-6]\d{4})|(?:\\u[0-9a-f]{4}|(?:%[0-9a-f]{2}){3}){2,}")
_ENCODED = re.compile(r"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{20,}={0,2}(?![A-Za-z0-9+/=])")
_EMPHASIS = re.compile(r"[*_~`#>]+")
_BORDERS = re.compile(
    r"[，,；;()（）【】\[\]{}<>《》“”\"]|(?<=[.!?])\s|"
    # Where the language changes for three words or more, a sentence without a full stop ends too.
    r"(?<=[一-鿿])\s*(?=(?:[a-z0-9'/.]+\W+){2}[a-z0-9'/.]+)|(?<=[a-z0-9.>\]}])\s+(?=[一-鿿])"
)
_MARKUP = re.compile(r"\{[^{}]*\}|<([a-z]+)\b[^<>]*>[^<>]*</\1>|</?[^<>]{1,60}>|\[/?inst\]")
_ENOUGH_LEFT = 4
"""Letters of a clause from which it is kept beside one that was cut."""


def is_injection(folded: str, start: int, end: int) -> bool:
    """Whether folded[start:end] holds talk to the grading program."""
    return any(SIGNS.search(view) for view in _views(folded[start:end])) or _disguised(folded[start:end])


def injected_spans(folded: str, original: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """What of a sentence is talk to the program: its clauses, or all of it where they can't be told apart.

    `original` has the same length as `folded` and keeps upper case, which encoded text needs. A clause beside such talk
    that speaks of scoring goes with it.
    """
    clauses = _clauses(folded, start, end)
    guilty = [
        is_injection(folded, first, last) or _is_encoded(original[first:last]) for first, last in clauses
    ]
    if not any(guilty):
        return ((start, end),) if is_injection(folded, start, end) else ()
    spread = [
        own or (bool(ABOUT_SCORING.search(folded[first:last])) and any(guilty[max(0, at - 1) : at + 2]))
        for at, (own, (first, last)) in enumerate(zip(guilty, clauses, strict=True))
    ]
    kept = [span for bad, span in zip(spread, clauses, strict=True) if not bad]
    if sum(char.isalnum() for first, last in kept for char in folded[first:last]) < _ENOUGH_LEFT:
        return ((start, end),)
    return tuple(span for bad, span in zip(spread, clauses, strict=True) if bad)


def _clauses(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentence in pieces, with markup in one piece whatever stands in it."""
    found: list[tuple[int, int]] = []
    begin = start
    for whole in (*_MARKUP.finditer(folded, start, end), None):
        stop = end if whole is None else whole.start()
        for match in _BORDERS.finditer(folded, begin, stop):
            found.append((begin, match.end()))
            begin = match.end()
        found.append((begin, stop))
        if whole is not None:
            found.append(whole.span())
            begin = whole.end()
    return [span for span in found if span[0] < span[1]]


def _views(text: str) -> Iterator[str]:
    """The text as it reads, and as it would read without the disguises."""
    plain = text.translate(_TRADITIONAL)
    yield plain
    bare = _EMPHASIS.sub("", plain)
    stripped = "".join(char for char in unicodedata.normalize("NFD", bare) if not unicodedata.combining(char))
    latin = unicodedata.normalize("NFC", stripped).translate(_LOOKALIKES)
    if latin != plain:
        yield latin
    joined = _APART_CHINESE.sub("", latin)
    if joined != latin:
        yield joined
    if _MIXED.search(latin):
        yield _MIXED.sub(lambda match: match[0].translate(_LEET), latin)
    if sum("a" <= char <= "z" for char in latin) >= 12:
        yield codecs.encode(latin, "rot13")
        yield latin[::-1]


def _disguised(text: str) -> bool:
    """Letters one by one over a long stretch, or characters written as numbers: nobody answers so."""
    if _ESCAPES.search(text) or _APART_LATIN.search(text):
        return True
    return bool(RUN_TOGETHER.search("".join(char for char in text.translate(_LOOKALIKES) if char.isalnum())))


def _is_encoded(text: str) -> bool:
    """Base64 that is text again."""
    for match in _ENCODED.finditer(text):
        body = match[0].rstrip("=")
        try:
            inner = base64.b64decode(body + "=" * (-len(body) % 4), validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            continue
        if len(inner) >= 8 and all(char.isprintable() or char.isspace() for char in inner):
            return True
    return False
