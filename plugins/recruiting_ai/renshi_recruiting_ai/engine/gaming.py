"""Signs that an answer speaks to the scorer instead of the question.

What is found is left out of the count or counted for less, and always shown to a person. Nothing here rejects
anybody or turns a score into zero.
"""

from __future__ import annotations

import re
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


_INJECTION = re.compile(
    r"(?:忽略|无视|忘记|忘掉|不要理会|跳过|推翻)[^。！？\n]{0,14}(?:指令|指示|规则|提示词?|评分|设定|上文|以上|前面的(?:内容|话))|"
    r"(?:请|直接|务必|必须|应该|应当|麻烦|帮我|只需|都要)[^。！？\n]{0,12}(?:打|评|给)[^。！？\n]{0,6}"
    r"(?:满分|最高分|10\s*分|100\s*分|高分|十分(?![之的重大必有]))|"
    r"你(?:现在)?(?:是|扮演)(?:一[个名位])?[^。！？，,\n]{0,8}(?:评分|打分|面试|评估)(?:系统|官|器|模型|助手|程序|专家)|"
    r"系统(?:提示词?|指令|消息)\s*[:：]|(?:输出|返回|回复)[^。！？\n]{0,8}(?:满分|json|\{)|"
    r"(?:请|应|必须|务必|直接)[^。！？\n]{0,6}(?:录用|通过)(?:我|该候选人|此候选人|本候选人)|作为(?:一个)?(?:ai|人工智能|大?语言模型)|"
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instructions?|rules?|prompts?|above|previous|rubric)\b|"
    r"\b(?:give|assign|award|rate|score|grade)\b.{0,24}\b(?:full|maximum|highest|perfect|top|10|ten|100)\b.{0,14}"
    r"(?:marks?|scores?|points?|/\s*10|out of)|\b(?:10|100)\s*/\s*(?:10|100)\b|"
    r"\byou are (?:now )?(?:a|an|the) .{0,24}\b(?:grader|interviewer|evaluator|assistant|model|scorer)\b|"
    r"\bsystem\s*(?:prompt|message)?\s*:|<\|[^|]{0,20}\|>|\[/?inst\]|#{2,}\s*(?:system|instruction)|"
    r"\bthe candidate (?:is|should be|must be) (?:hired|excellent|perfect|passed|outstanding)\b"
)


def is_injection(folded: str, start: int, end: int) -> bool:
    return _INJECTION.search(folded, start, end) is not None


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
