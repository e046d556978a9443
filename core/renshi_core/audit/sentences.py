"""Audit rows as sentences: what was done, to what, and the facts kept with it.

Names of actions read ``<plugin>.<noun>.<verb>``; the words here put them into Chinese and English. A word that isn't
known is shown as it is, so nothing is hidden by a missing translation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from renshi_core.audit.words import KEYS, NOUNS, VERBS, WHOLE

LONGEST = 240


def sentence(action: str, locale: str) -> str:
    """``core.plugin.enable`` → 启用插件, "Switched on plugin"."""
    english = locale.startswith("en")
    if action in WHOLE:
        return WHOLE[action][english]
    noun, _, verb = action.partition(".")[2].partition(".")
    known_noun, known_verb = NOUNS.get(noun), VERBS.get(verb)
    if known_noun is None and known_verb is None:
        return action
    said_noun = known_noun[english] if known_noun else noun
    said_verb = known_verb[english] if known_verb else verb
    return f"{said_verb} {said_noun}" if english else f"{said_verb}{said_noun}"


def facts(detail: Mapping[str, Any], locale: str) -> str:
    """What was kept with a row, in one line."""
    english = locale.startswith("en")
    between, after = ("; ", ": ") if english else ("；", "：")
    parts = [
        f"{KEYS[key][english] if key in KEYS else key}{after}{_value(value)}"
        for key, value in detail.items()
        # Ids say nothing to a reader; whom and what a row is about has columns of its own.
        if value not in (None, "", [], {}) and not key.endswith(("_id", "_ids"))
    ]
    line = between.join(parts)
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{k}={_value(v)}" for k, v in value.items())
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, list):
        return ", ".join(_value(v) for v in value)
    return str(value)
