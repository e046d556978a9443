"""Tokens to a tree, by recursive descent with a depth limit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from renshi_payroll.formula.errors import FormulaError
from renshi_payroll.formula.lexer import Token, tokens_of

MAX_DEPTH = 24
RESERVED = frozenset({"and", "or", "not", "true", "false"})
LiteralKind = Literal["number", "money", "text", "bool"]
BinaryOp = Literal["+", "-", "*", "/", "<", "<=", ">", ">=", "==", "!=", "and", "or"]
_COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal. Numbers and yuan as Decimal, ``8%`` as 0.08."""

    value: Decimal | str | bool
    kind: LiteralKind
    position: int


@dataclass(frozen=True, slots=True)
class Name:
    """A quantity or another component."""

    name: str
    position: int


@dataclass(frozen=True, slots=True)
class Unary:
    """``-x`` or ``not x``."""

    op: Literal["-", "not"]
    operand: Node
    position: int


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands."""

    op: BinaryOp
    left: Node
    right: Node
    position: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    function: str
    arguments: tuple[Node, ...]
    position: int


Node = Constant | Name | Unary | Binary | Call


def parse(source: str) -> Node:
    """The tree of a formula. Raises :class:`FormulaError` with the position."""
    return _Parser(tokens_of(source)).whole()


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._index = 0
        self._depth = 0

    def whole(self) -> Node:
        if len(self._tokens) == 1:
            raise FormulaError(0, "公式为空", "the formula is empty")
        node = self._or()
        if self._index < len(self._tokens) - 1:
            raise self._unexpected()
        return node

    @property
    def _now(self) -> Token:
        return self._tokens[self._index]

    def _take(self) -> Token:
        token = self._now
        self._index += 1
        return token

    def _is(self, *values: str) -> bool:
        return self._now.kind in ("op", "name") and self._now.value in values

    def _unexpected(self) -> FormulaError:
        token = self._now
        if token.kind == "end":
            return FormulaError(token.position, "公式不完整", "the formula ends too early")
        return FormulaError(token.position, f"此处不应出现“{token.value}”", f"unexpected {token.value!r}")

    def _expect(self, value: str) -> Token:
        if not self._is(value):
            raise self._unexpected()
        return self._take()

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FormulaError(
                self._now.position, f"嵌套不能超过 {MAX_DEPTH} 层", f"nested deeper than {MAX_DEPTH}"
            )

    def _or(self) -> Node:
        self._deeper()
        node = self._and()
        while self._is("or"):
            token = self._take()
            node = Binary("or", node, self._and(), token.position)
        self._depth -= 1
        return node

    def _and(self) -> Node:
        node = self._not()
        while self._is("and"):
            token = self._take()
            node = Binary("and", node, self._not(), token.position)
        return node

    def _not(self) -> Node:
        if self._is("not"):
            token = self._take()
            self._deeper()
            node = Unary("not", self._not(), token.position)
            self._depth -= 1
            return node
        return self._comparison()

    def _comparison(self) -> Node:
        node = self._sum()
        if self._is(*_COMPARISONS):
            token = self._take()
            node = Binary(token.value, node, self._sum(), token.position)  # type: ignore[arg-type]
            if self._is(*_COMPARISONS):
                raise FormulaError(
                    self._now.position, "比较不能连写，请用 and 连接", "join comparisons with and"
                )
        return node

    def _sum(self) -> Node:
        node = self._product()
        while self._is("+", "-"):
            token = self._take()
            node = Binary(token.value, node, self._product(), token.position)  # type: ignore[arg-type]
        return node

    def _product(self) -> Node:
        node = self._sign()
        while self._is("*", "/"):
            token = self._take()
            node = Binary(token.value, node, self._sign(), token.position)  # type: ignore[arg-type]
        return node

    def _sign(self) -> Node:
        if self._is("-"):
            token = self._take()
            self._deeper()
            node = Unary("-", self._sign(), token.position)
            self._depth -= 1
            return node
        return self._atom()

    def _atom(self) -> Node:
        token = self._now
        if self._is("("):
            self._take()
            node = self._or()
            self._expect(")")
            return node
        if token.kind == "number":
            return Constant(Decimal(self._take().value), "number", token.position)
        if token.kind == "percent":
            return Constant(Decimal(self._take().value) / 100, "number", token.position)
        if token.kind == "money":
            return Constant(Decimal(self._take().value), "money", token.position)
        if token.kind == "text":
            return Constant(self._take().value, "text", token.position)
        if token.kind == "name" and token.value in ("true", "false"):
            return Constant(self._take().value == "true", "bool", token.position)
        if token.kind == "name" and token.value not in RESERVED:
            return self._named(self._take())
        raise self._unexpected()

    def _named(self, token: Token) -> Node:
        if not self._is("("):
            return Name(token.value, token.position)
        self._take()
        arguments: list[Node] = []
        if not self._is(")"):
            arguments.append(self._or())
            while self._is(","):
                self._take()
                arguments.append(self._or())
        self._expect(")")
        return Call(token.value, tuple(arguments), token.position)
