"""Money: ``Decimal`` yuan at the edges, integer fen inside, never float."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

FEN = Decimal("0.01")


def to_fen(yuan: Decimal | int | str) -> int:
    """Return ``yuan`` as integer fen.

    Raises:
        TypeError: for a float, which can't hold a fen exactly.
        ValueError: where ``yuan`` has more than two decimals or isn't finite.
    """
    if isinstance(yuan, float):
        raise TypeError("money is never a float; pass Decimal or str")
    value = Decimal(yuan)
    if not value.is_finite():
        raise ValueError(f"{yuan} is not an amount of money")
    fen = value * 100
    if fen != fen.to_integral_value():
        raise ValueError(f"{yuan} has a part of a fen; round it first")
    return int(fen)


def from_fen(fen: int) -> Decimal:
    """Return integer ``fen`` as yuan with two decimals."""
    return Decimal(fen).scaleb(-2).quantize(FEN)


def round_fen(yuan: Decimal) -> Decimal:
    """Round to the fen half-up (四舍五入), the rule of every Chinese payroll instrument in the product."""
    return yuan.quantize(FEN, rounding=ROUND_HALF_UP)
