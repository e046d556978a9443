"""Chinese and English words with positions, and their dictionary word classes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jieba

_PUNCTUATION = re.compile(r"^[^\w]+$")

FUNCTION_WORDS = frozenset(
    """
    的 了 在 是 我 我们 你 您 他 她 它 他们 和 与 及 把 被 对 对于 为 为了 就 也 都 并 并且 但 但是 而
    着 过 地 得 到 从 向 给 让 使 因为 所以 如果 然后 通过 以 于 将 有 没有 会 能 能够 要 这 那 这个
    那个 其 之 上 下 中 里 后 前 时 当时 还 又 再 先 最后 最终 每 每个 每天 一个 大家 自己 由 按 跟 同
    向 等 所 才 只 很 更 最 不 没 the a an of to in on at for and or but with from by as my our we i it
    its was were is are be been that this these those then so because when while after before they them
    he she his her you your their had have has not into which who what how
    """.split()  # noqa: SIM905 - a list of words reads better than a column of strings
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word: cleaned positions [start, end), lower-case form."""

    start: int
    end: int
    word: str

    @property
    def is_word(self) -> bool:
        return not _PUNCTUATION.match(self.word)

    @property
    def is_content(self) -> bool:
        return self.is_word and self.word not in FUNCTION_WORDS


@lru_cache(maxsize=1)
def _dictionary() -> tuple[Any, dict[str, str]]:
    """jieba's own dictionary, read from the package.

    jieba.initialize() would leave a marshalled cache in the shared temporary folder and trust it on the next
    start; reading the text file costs about a second once and trusts nobody.
    """
    tokenizer = jieba.Tokenizer()
    frequencies, total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = frequencies, total, True
    classes: dict[str, str] = {}
    with tokenizer.get_dict_file() as lines:
        for line in lines:
            word, _, word_class = line.decode("utf-8").rstrip("\n").split(" ")
            classes[word] = word_class
    return tokenizer, classes


def tokenize(folded: str, start: int = 0, end: int | None = None) -> tuple[Token, ...]:
    """Words and punctuation of folded[start:end], blanks left out; positions are those of `folded`."""
    stop = len(folded) if end is None else end
    tokenizer, _ = _dictionary()
    found: list[Token] = []
    position = start
    for word in tokenizer.cut(folded[start:stop]):
        if not word.isspace():
            found.append(Token(position, position + len(word), word))
        position += len(word)
    return tuple(found)


def word_class(word: str) -> str:
    """The dictionary's class of a word (n, v, uj …); w for punctuation, m for digits, eng for Latin, x else."""
    _, classes = _dictionary()
    known = classes.get(word)
    if known is not None:
        return known
    if _PUNCTUATION.match(word):
        return "w"
    if word[0].isdigit():
        return "m"
    return "eng" if word.isascii() else "x"
