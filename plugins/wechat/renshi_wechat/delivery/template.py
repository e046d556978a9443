"""A notice as the fields of a template message.

Field kinds and their limits are the platform's (类目模板 "参数值内容限制说明"): a value past them is refused
whole with 47003, so everything is cut here.
"""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

_KIND = re.compile(r"^([a-z_]+?)[0-9]+$")
_WIDE = re.compile("[\u2e80-\U0010ffff]")
_NOT_ASCII = re.compile("[^ -~]")
_LIMITS = {"thing": 20, "character_string": 32, "phrase": 5, "letter": 32, "const": 20, "short_thing": 10}


def values(
    fields: dict[str, str], *, title: str, body: str, name: str, now: datetime, zone: str
) -> dict[str, str]:
    """The value of every template field; ``fields`` maps its name to title, body, name or time."""
    local = now.astimezone(ZoneInfo(zone))
    moment = f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
    sources = {"title": title, "body": body, "name": name, "time": moment}
    return {field: fit(field, sources[source]) for field, source in fields.items()}


def fit(field: str, text: str) -> str:
    """``text`` as this field takes it; never empty, because an empty value is refused too."""
    match = _KIND.match(field)
    kind = match[1] if match else "thing"
    plain = " ".join(text.split())
    if kind in {"time", "date"}:
        return plain[:24] or "-"
    if kind in {"character_string", "letter", "number"}:
        plain = _NOT_ASCII.sub("", plain).strip()
    if kind == "name":
        return _cut(plain, 10 if _WIDE.search(plain) else 20)
    return _cut(plain, _LIMITS.get(kind, 20))


def _cut(text: str, limit: int) -> str:
    if len(text) > limit:
        text = text[: limit - 1] + "…" if limit > 5 else text[:limit]
    return text or "-"
