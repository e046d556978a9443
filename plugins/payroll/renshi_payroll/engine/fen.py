"""Money as whole fen (分) and rates as whole parts per million, with one rounding rule: half-up.

Scalar twins compute in ``Decimal``, vector twins in numpy ``int64``; tests hold them equal. Bounds: an amount
of 10 million yuan times 10**6 ppm is 10**15, far below the int64 limit of 9.2 * 10**18.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

FenArray: TypeAlias = npt.NDArray[np.int64]

PPM = 1_000_000
FEN = 1
YUAN = 100
#: Stands for "no upper bound" in vector form: ten billion yuan.
NO_CAP = 10**12

_MOST_DIGITS = 18

_EXACT = Context(prec=50, rounding=ROUND_HALF_UP)


class InexactMoney(ValueError):
    """An amount that is not a whole number of fen, or a rate that is not a whole number of ppm."""


def decimal_of(value: Decimal | int | str) -> Decimal:
    """Read a number without ever passing through float.

    Raises ``TypeError`` for float and bool, ``InexactMoney`` for text that is not a finite number of payroll's size.
    """
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
        raise TypeError(f"money and rates are Decimal, int or str, never {type(value).__name__}")
    try:
        number = Decimal(value)
    except ArithmeticError as error:
        raise InexactMoney(f"{value!r} is not a number") from error
    if not number.is_finite():
        raise InexactMoney(f"{value!r} is not a finite number")
    if number.adjusted() > _MOST_DIGITS:
        # "1e999999" is short to write and a million digits long as a whole number.
        raise InexactMoney(f"{value!r} is larger than any amount or rate")
    return number


def to_fen(yuan: Decimal | int | str) -> int:
    """Yuan to fen, exactly. ``"959.17"`` gives ``95917``; a third decimal place raises ``InexactMoney``."""
    fen = decimal_of(yuan) * 100
    if fen != fen.to_integral_value():
        raise InexactMoney(f"{yuan} yuan is not a whole number of fen")
    return int(fen)


def to_yuan(fen: int) -> Decimal:
    """Fen to yuan with two places: ``95917`` gives ``Decimal("959.17")``."""
    return Decimal(int(fen)).scaleb(-2)


def to_ppm(percent: Decimal | int | str) -> int:
    """Percent to parts per million, exactly: ``"0.5"`` gives ``5000``."""
    ppm = decimal_of(percent) * 10_000
    if ppm != ppm.to_integral_value():
        raise InexactMoney(f"{percent} % is finer than one part per million")
    return int(ppm)


def percent_of(ppm: int) -> str:
    """Parts per million as a percent without trailing zeros: ``5000`` gives ``"0.5"``."""
    return f"{Decimal(int(ppm)) / 10_000:f}"


def half_up(amount: Decimal, unit: int = FEN) -> int:
    """Round an exact amount in *fen* to a multiple of ``unit`` fen, ties away from zero. Returns fen."""
    with localcontext(_EXACT):
        return int((amount / unit).to_integral_value(rounding=ROUND_HALF_UP)) * unit


def ratio_half_up(numerator: Decimal | int, denominator: Decimal | int, unit: int = FEN) -> int:
    """``numerator / denominator`` fen, rounded once at the end. The division keeps 50 digits, so ties are
    exact.
    """
    with localcontext(_EXACT):
        return half_up(Decimal(numerator) / Decimal(denominator), unit)


def share(base: int, ppm: int, unit: int = FEN) -> int:
    """``base`` fen times a rate, half-up to ``unit`` fen."""
    return half_up(Decimal(base) * Decimal(ppm) / PPM, unit)


def half_up_v(numerator: FenArray, denominator: FenArray | int) -> FenArray:
    """Vector twin of :func:`ratio_half_up` for unit 1; ties away from zero, in integers only."""
    sign = np.sign(numerator)
    magnitude = np.abs(numerator)
    divisor = np.asarray(denominator, dtype=np.int64)
    result: FenArray = sign * ((2 * magnitude + divisor) // (2 * divisor))
    return result


def share_v(base: FenArray, ppm: FenArray | int, unit: FenArray | int = FEN) -> FenArray:
    """Vector twin of :func:`share`."""
    steps = half_up_v(base * ppm, np.asarray(unit, dtype=np.int64) * PPM)
    result: FenArray = steps * unit
    return result
