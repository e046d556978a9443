"""The citizen identity number (公民身份号码), GB 11643-1999."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from renshi_sdk.errors import Invalid
from renshi_sdk.text import Text

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
# First two digits: provinces, 81-83 residence permits of Hong Kong, Macao and Taiwan, 9x permanent residents.
_REGIONS = frozenset(
    code
    for first, last in (
        (11, 15),
        (21, 23),
        (31, 37),
        (41, 46),
        (50, 54),
        (61, 65),
        (71, 71),
        (81, 83),
        (91, 98),
    )
    for code in range(first, last + 1)
)
_WIDE = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789Xx")
MINIMUM_AGE = 16
"""劳动法 art. 15: nobody under 16 may be employed."""


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """A checked number and what it tells. Keep the number sealed; don't store the rest in clear."""

    text: str
    born_on: date
    sex: Literal["male", "female"]
    region: str

    @property
    def masked(self) -> str:
        """First three and last two characters, e.g. ``310***************2X``."""
        return f"{self.text[:3]}{'*' * 13}{self.text[-2:]}"

    def age_on(self, day: date) -> int:
        """Full years of age."""
        before_birthday = (day.month, day.day) < (self.born_on.month, self.born_on.day)
        return day.year - self.born_on.year - before_birthday


def check_character(body: str) -> str:
    """The 18th character for the first 17 digits (ISO 7064 MOD 11-2)."""
    return _CHECKS[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def parse_identity_number(text: str, *, today: date) -> IdentityNumber:
    """Check a number and read it.

    Raises:
        Invalid: with the field ``identity_number`` and what is wrong with it.
    """
    number = text.strip().translate(_WIDE).upper()
    if len(number) == 15 and number.isascii() and number.isdigit():
        raise _bad(
            Text(
                "15位旧身份证号自2013年起停用，请填写18位号码",
                "numbers of 15 digits are out of use since 2013; give the one of 18",
            )
        )
    if len(number) != 18 or not number[:17].isascii() or not number[:17].isdigit():
        raise _bad(Text("身份证号应为17位数字加1位校验码", "17 digits and a check character are expected"))
    if number[17] not in "0123456789X" or check_character(number[:17]) != number[17]:
        raise _bad(
            Text(
                "身份证号校验位不符，请核对是否输错",
                "the check character doesn't fit; look for a typing error",
            )
        )
    if int(number[:2]) not in _REGIONS:
        raise _bad(Text("身份证号的地区代码不存在", "there is no such region code"))
    try:
        born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise _bad(Text("身份证号中的出生日期不存在", "its date of birth doesn't exist")) from None
    if not date(1900, 1, 1) <= born_on <= today:
        raise _bad(Text("身份证号中的出生日期不合理", "its date of birth can't be right"))
    sex: Literal["male", "female"] = "male" if int(number[16]) % 2 else "female"
    return IdentityNumber(number, born_on, sex, number[:6])


def _bad(problem: Text) -> Invalid:
    return Invalid(problem, code="people.identity_number", fields={"identity_number": problem})
