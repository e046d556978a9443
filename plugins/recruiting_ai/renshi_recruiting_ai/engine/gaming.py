"""Signs that an answer speaks to the scorer instead of the question.

What is found is left out of the count or counted for less, and always shown to a person. Nothing here rejects
anybody or turns a score into zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise

from .profile import Record
from .tokens import Token


class FlagCode(StrEnum):
    INJECTION = "injection"
    ECHO = "question_echo"
    REPETITION = "repetition"
    STUFFING = "keyword_stuffing"
    WORD_ORDER = "word_order"
    OFF_TOPIC = "off_topic"
    HIDDEN = "hidden_characters"


class Quote(Record):
    """Words of the original answer of one turn: text[start:end] == words, positions in characters."""

    turn_no: int
    start: int
    end: int
    words: str


class Flag(Record):
    """Something for a person to look at, with what it did to the count."""

    code: FlagCode
    zh: str
    en: str
    quotes: tuple[Quote, ...] = ()


MESSAGES: dict[FlagCode, tuple[str, str]] = {
    FlagCode.INJECTION: (
        "回答中有写给评分程序的话，这些句子未计入评分，请人工查看。",
        "The answer talks to the scorer; those sentences were not counted. Please read them.",
    ),
    FlagCode.ECHO: (
        "部分句子照抄了题目，未计入评分。",
        "Some sentences repeat the question; they were not counted.",
    ),
    FlagCode.REPETITION: (
        "有重复的句子，只计一次。",
        "Sentences are repeated; each was counted once.",
    ),
    FlagCode.STUFFING: (
        "关键词多为罗列，没有放在完整的句子里，按 40% 计。",
        "Keywords are mostly listed outside of sentences; they count at 40 %.",
    ),
    FlagCode.WORD_ORDER: (
        "词语顺序不像通顺的话，请人工查看；顺序明显打乱时，关键词按 40% 计。",
        "The words hardly stand in a readable order; please read them. Clearly scrambled ones count at 40 %.",
    ),
    FlagCode.OFF_TOPIC: (
        "回答与题目的要点看不出关联，请人工查看。",
        "No link to the points of the question was found. Please read the answer.",
    ),
    FlagCode.HIDDEN: (
        "文本含不可见字符，已去除后再评分。",
        "The text held invisible characters; they were removed before scoring.",
    ),
}


def flag(code: FlagCode, quotes: Sequence[Quote] = ()) -> Flag:
    zh, en = MESSAGES[code]
    return Flag(code=code, zh=zh, en=en, quotes=tuple(quotes))


def is_echo(
    tokens: Sequence[Token],
    asked_text: str,
    asked: frozenset[str],
    asked_pairs: frozenset[str],
    sentence: str,
) -> bool:
    """A sentence made almost only of the question: by its letters, its words or its character pairs."""
    letters = _letters(sentence)
    if len(letters) >= 4 and letters in _letters(asked_text):
        return True
    content = [token.word for token in tokens if token.is_content]
    if len(content) >= 4 and sum(word in asked for word in content) >= 0.8 * len(content):
        return True
    pairs = character_pairs(sentence)
    return len(pairs) >= 6 and sum(pair in asked_pairs for pair in pairs) >= 0.7 * len(pairs)


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def character_pairs(text: str) -> list[str]:
    letters = _letters(text)
    return [left + right for left, right in pairwise(letters)]


def is_repeat(pairs: frozenset[str], earlier: Sequence[frozenset[str]]) -> bool:
    """The same sentence again, or nine tenths of it."""
    if len(pairs) < 4:
        return False
    return any(len(pairs & other) >= 0.9 * len(pairs | other) for other in earlier)
