"""Characters to tokens. Every limit that keeps a formula small is here or in the parser."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from renshi_payroll.formula.errors import FormulaError

MAX_LENGTH = 2_000
MAX_TOKENS = 400
#: Digits before and after the point of a literal.
MAX_WHOLE, MAX_DECIMALS = 10, 6

TokenKind = Literal["number", "percent", "money", "name", "text", "op", "end"]
_TOKEN = re.compile(
    r"(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<suffix>%|元)?"
    r"|(?P<name>[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)"
    r'|"(?P<text>[^"\\\n]{0,80})"'
    r"|(?P<op><=|>=|==|!=|[-+*/(),<>])"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text; ``value`` as written, without quotes or suffix."""

    kind: TokenKind
    value: str
    position: int


def tokens_of(source: str) -> list[Token]:
    """All tokens, the last one ``end``. Raises :class:`FormulaError` at the first character that is none."""
    if len(source) > MAX_LENGTH:
        raise FormulaError(
            MAX_LENGTH, f"公式不能超过 {MAX_LENGTH} 个字符", f"longer than {MAX_LENGTH} characters"
        )
    found: list[Token] = []
    position = 0
    while position < len(source):
        if source[position] in " \t\r\n":
            position += 1
            continue
        match = _TOKEN.match(source, position)
        if match is None:
            raise FormulaError(
                position, f"不认识的字符“{source[position]}”", f"unexpected character {source[position]!r}"
            )
        found.append(_token(match, position))
        if len(found) > MAX_TOKENS:
            raise FormulaError(
                position, "公式过长，请拆成多个项目", "too long; split it into several components"
            )
        position = match.end()
    found.append(Token("end", "", len(source)))
    return found


def _token(match: re.Match[str], position: int) -> Token:
    number = match["number"]
    if number is not None:
        whole, _, decimals = number.partition(".")
        if len(whole) > MAX_WHOLE or len(decimals) > MAX_DECIMALS:
            raise FormulaError(
                position,
                f"数字最多 {MAX_WHOLE} 位整数、{MAX_DECIMALS} 位小数",
                f"a number has at most {MAX_WHOLE} digits and {MAX_DECIMALS} decimals",
            )
        suffix = match["suffix"]
        if suffix == "元" and len(decimals) > 2:
            raise FormulaError(position, "金额最多两位小数", "an amount has at most two decimals")
        return Token("percent" if suffix == "%" else "money" if suffix else "number", number, position)
    if match["name"] is not None:
        return Token("name", match["name"], position)
    if match["text"] is not None:
        return Token("text", match["text"], position)
    return Token("op", match["op"], position)
