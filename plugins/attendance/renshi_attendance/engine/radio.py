"""Radio addresses of Wi-Fi access points (BSSID), however a phone writes them."""

from __future__ import annotations

import re

FORMS = re.compile(
    r"[0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5}|[0-9a-f]{1,2}(?:-[0-9a-f]{1,2}){5}|[0-9a-f]{4}(?:\.[0-9a-f]{4}){2}|[0-9a-f]{12}"
)
NOBODY = frozenset({"00:00:00:00:00:00", "02:00:00:00:00:00", "ff:ff:ff:ff:ff:ff"})
"""What phones report when they may not or cannot tell: Android gives 02:00:00:00:00:00 without the right to the
position. Such an address is everybody's, so it never counts as a place.
"""


def radio(text: str | None) -> str | None:
    """``a0:b1:c2:d3:e4:f5`` from any usual form (colons, hyphens, Cisco dots, none; leading zeros dropped); None
    for anything else and for the placeholders of phones.
    """
    given = (text or "").strip().lower()
    if not FORMS.fullmatch(given):
        return None
    if ":" in given or "-" in given:
        parts = [part.zfill(2) for part in re.split("[:-]", given)]
    else:
        flat = given.replace(".", "")
        parts = [flat[i : i + 2] for i in range(0, 12, 2)]
    made = ":".join(parts)
    return None if made in NOBODY else made
