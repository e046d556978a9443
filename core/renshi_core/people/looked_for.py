"""What is typed into a list's search, as a condition on people: a range of the keys that the search goes by."""

from __future__ import annotations

import re

from renshi_sdk.services import Clause

END = "\U0010ffff"
"""Sorts after every key that begins with what is looked for."""
LONGEST = 60
_KEYS = "SELECT k.employee_id FROM core_search_key k WHERE k.rank < 2 AND k.key >= {} AND k.key < {}"


def clause(typed: str, *, column: str) -> Clause:
    """People with a name, reading, initials or staff number that goes on like ``typed`` somewhere.

    The people are gathered into an array first: PostgreSQL would walk the list and look each of them up, where it
    takes few keys for many. A number is found by its digits without the noughts in front, too.
    """
    key = re.sub(r"[\s'’]+", "", typed).lower()[:LONGEST]
    keys = dict.fromkeys([key, key.lstrip("0")] if key.isdigit() and key.strip("0") else [key])
    found = " UNION ".join([_KEYS] * len(keys))
    return Clause(f"{column} = ANY(ARRAY({found}))", tuple(part for one in keys for part in (one, one + END)))
