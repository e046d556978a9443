"""Signatures and freshness of callbacks (接入指南, 消息加解密说明)."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime

from renshi_wechat.protocol.errors import BadCallback, BadConfiguration, Refusal

FRESHNESS_SECONDS = 600
_TOKEN = re.compile(r"[A-Za-z0-9]{3,32}")
_TIMESTAMP = re.compile(r"[0-9]{1,12}")


def check_token(token: str) -> str:
    """Return ``token`` if it can be a callback token (3-32 letters or digits), else raise.

    An empty token would make every signature computable by anyone, so it is refused where the
    account is set up and not when the first message comes.
    """
    if not _TOKEN.fullmatch(token):
        raise BadConfiguration("公众号的回调令牌（Token）须为 3-32 位英文字母或数字")
    return token


def sign(*parts: str) -> str:
    """sha1 of the parts, sorted and joined, as 40 hex digits."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def verify(signature: str, *parts: str) -> None:
    """Raise :class:`BadCallback` unless ``signature`` belongs to ``parts``; constant time."""
    # A lone surrogate, possible in a decoded query string, has no UTF-8 form and no valid signature.
    given = signature.encode("utf-8", "surrogatepass")
    try:
        expected = sign(*parts).encode()
    except UnicodeEncodeError:
        raise BadCallback(Refusal.SIGNATURE) from None
    if not hmac.compare_digest(given, expected):
        raise BadCallback(Refusal.SIGNATURE)


def check_fresh(timestamp: str, *, now: datetime) -> None:
    """Refuse a callback signed more than ten minutes before or after ``now`` (aware)."""
    if not _TIMESTAMP.fullmatch(timestamp):
        raise BadCallback(Refusal.PARAMETERS)
    if abs(now.timestamp() - int(timestamp)) > FRESHNESS_SECONDS:
        raise BadCallback(Refusal.STALE)
