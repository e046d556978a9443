"""Identity numbers that pass every check and belong to nobody.

County codes ending in ``0199`` were never issued (GB/T 2260), so no number made here can be a living person's.
Mobile numbers begin with 154, which no operator has been given.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random

from renshi_demo.generator.model import Sex

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
UNISSUED = "0199"


def check_character(body: str) -> str:
    """The 18th character for the first 17 digits (GB 11643-1999, ISO 7064 MOD 11-2)."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]


@dataclass(slots=True)
class Identities:
    """Draws identity numbers and mobile numbers, none twice."""

    random: Random
    _used: set[str] = field(default_factory=set)

    def number(self, province: str, born_on: date, sex: Sex) -> str:
        """An identity number of somebody born in ``province`` (two digits); odd sequences are men's."""
        while True:
            sequence = self.random.randrange(1, 499) * 2 + (sex == "male")
            body = f"{province}{UNISSUED}{born_on:%Y%m%d}{sequence:03d}"
            if body not in self._used:
                self._used.add(body)
                return body + check_character(body)

    def phone(self) -> str:
        """A mobile number of eleven digits."""
        while True:
            number = f"154{self.random.randrange(10**8):08d}"
            if number not in self._used:
                self._used.add(number)
                return number
