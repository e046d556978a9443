"""The unified social credit code (统一社会信用代码) of a company, GB 32100-2015."""

from __future__ import annotations

from renshi_sdk.errors import Invalid
from renshi_sdk.text import Text

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The digits of base 31: I, O, S, V and Z are left out because they look like others."""
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


def check_character(body: str) -> str:
    """The 18th character for the first 17; raises ``ValueError`` for a character outside the alphabet."""
    total = sum(_ALPHABET.index(c) * weight for c, weight in zip(body, _WEIGHTS, strict=True))
    return _ALPHABET[-total % 31]


def checked_credit_code(text: str) -> str:
    """Return the code in capitals.

    Raises:
        Invalid: wrong length, a character that can't occur, or a check character that doesn't fit.
    """
    code = text.strip().upper()
    problem: Text | None = None
    if len(code) != 18:
        problem = Text(
            f"统一社会信用代码应为18位，现为{len(code)}位",
            f"a credit code has 18 characters, this one {len(code)}",
        )
    elif strange := [c for c in code if c not in _ALPHABET]:
        problem = Text(
            f"统一社会信用代码不能含有“{strange[0]}”（不使用 I、O、S、V、Z）",
            f"a credit code can't contain {strange[0]!r} (I, O, S, V and Z are not used)",
        )
    elif check_character(code[:17]) != code[17]:
        problem = Text(
            "统一社会信用代码校验位不符，请核对是否输错",
            "the check character of the credit code doesn't fit; look for a typing error",
        )
    if problem:
        raise Invalid(problem, code="organization.credit_code", fields={"credit_code": problem})
    return code
