"""Return code → behaviour, read from ``data/errors.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import yaml

SHANGHAI = ZoneInfo("Asia/Shanghai")
BACKOFF_SECONDS = (1, 4, 16)
QUEUE_SECONDS = 300
CONFIG_SECONDS = 600


class ErrorClass(StrEnum):
    OK = "ok"
    TRANSIENT = "transient"
    TOKEN = "token"  # noqa: S105 - a word, not a secret
    CONFIG = "config"
    RECIPIENT = "recipient"
    WINDOW = "window"
    QUOTA = "quota"
    INPUT = "input"
    LOGIN = "login"
    CONTENT = "content"
    BUG = "bug"


class Retry(StrEnum):
    NONE = "none"
    BACKOFF = "backoff"
    TOKEN = "token"  # noqa: S105 - a word, not a secret
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    CONFIG = "config"


class Effect(StrEnum):
    NONE = "none"
    STOP_ACCOUNT = "stop_account"
    BINDING_STALE = "binding_stale"
    BINDING_UNSUBSCRIBED = "binding_unsubscribed"
    GRANTS_ZERO = "grants_zero"
    CLOSE_WINDOW = "close_window"
    EXHAUST_WINDOW = "exhaust_window"
    PARK_API = "park_api"
    DISABLE_TEMPLATE = "disable_template"
    DISABLE_FEATURE = "disable_feature"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What to do about one return code.

    ``next_channel``: the notice may go on to the next rung at once. ``meaning`` is the platform's own
    wording, for the message log.
    """

    kind: ErrorClass
    meaning: str = ""
    retry: Retry = Retry.NONE
    next_channel: bool = False
    effect: Effect = Effect.NONE
    alarm: bool = False

    def not_before(self, *, now: datetime, attempt: int) -> datetime | None:
        """The earliest moment of the next try, or ``None`` when it must not be repeated.

        ``attempt`` counts the tries already made, from 1. ``now`` is aware.
        """
        match self.retry:
            case Retry.NONE:
                return None
            case Retry.TOKEN:
                # The client has refreshed and repeated already; what comes here was refused twice.
                return now + timedelta(seconds=CONFIG_SECONDS)
            case Retry.BACKOFF:
                seconds = BACKOFF_SECONDS[attempt - 1] if attempt <= len(BACKOFF_SECONDS) else QUEUE_SECONDS
                return now + timedelta(seconds=seconds)
            case Retry.MINUTE:
                return now.replace(second=0, microsecond=0) + timedelta(minutes=1)
            case Retry.HOUR:
                return now + timedelta(hours=1)
            case Retry.CONFIG:
                return now + timedelta(seconds=CONFIG_SECONDS)
            case Retry.DAY:
                tomorrow = now.astimezone(SHANGHAI).date() + timedelta(days=1)
                return datetime.combine(tomorrow, time(), SHANGHAI)


TRANSIENT = Behaviour(ErrorClass.TRANSIENT, "没有可用的应答", Retry.BACKOFF)
UNKNOWN = Behaviour(ErrorClass.BUG, "未登记的返回码", next_channel=True, alarm=True)


def _row(row: dict[str, Any]) -> Behaviour:
    return Behaviour(
        kind=ErrorClass(row["class"]),
        meaning=row.get("meaning", ""),
        retry=Retry(row.get("retry", "none")),
        next_channel=bool(row.get("next", False)),
        effect=Effect(row.get("effect", "none")),
        alarm=bool(row.get("alarm", False)),
    )


@cache
def _tables() -> tuple[dict[tuple[str, int], Behaviour], dict[str, Behaviour]]:
    raw = yaml.safe_load((files("renshi_wechat.data") / "errors.yaml").read_text("utf-8"))
    codes: dict[tuple[str, int], Behaviour] = {}
    for row in raw["codes"]:
        key = (row.get("at", "api"), row["code"])
        if key in codes:
            raise ValueError(f"errors.yaml lists {key} twice")
        codes[key] = _row(row)
    return codes, {words: _row(row) for words, row in raw["template_outcomes"].items()}


def behaviour_of(code: int | None, *, at: str = "api") -> Behaviour:
    """The behaviour for an errcode; ``None`` (no usable answer) is transient, an unlisted code a bug."""
    if code is None:
        return TRANSIENT
    codes, _ = _tables()
    return codes.get((at, code)) or codes.get(("api", code)) or UNKNOWN


def template_outcome(status: str) -> Behaviour:
    """The behaviour for the ``Status`` of a TEMPLATESENDJOBFINISH event."""
    _, outcomes = _tables()
    return outcomes.get(status.strip().lower(), UNKNOWN)
