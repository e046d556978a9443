"""The three ways in which the protocol says no."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from renshi_wechat.protocol.behaviour import Behaviour


class Refusal(StrEnum):
    """Why a callback was refused. Counted and logged; never told to the caller."""

    PARAMETERS = "parameters"
    SIGNATURE = "signature"
    STALE = "stale"
    PLAIN = "plain"
    CIPHER = "cipher"
    APPID = "appid"
    FORMAT = "format"
    TOO_LARGE = "too_large"


_FORBIDDEN = frozenset({Refusal.SIGNATURE, Refusal.STALE, Refusal.APPID})


class BadCallback(Exception):
    """A callback that must not be believed. The only error that reading one can raise.

    ``status`` is what the route answers: 403 where the sender is not proven, 400 for the rest. The
    message never holds anything of the request.
    """

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal

    @property
    def status(self) -> int:
        return 403 if self.refusal in _FORBIDDEN else 400


class BadConfiguration(ValueError):
    """An account, key or base URL that cannot work, said in a sentence for the administrator."""


class ApiError(Exception):
    """A call to the WeChat API that did not succeed.

    ``code``: WeChat's errcode, or ``None`` when there was no usable answer (time-out, 5xx, no JSON).
    ``maybe_sent``: the request had left when the trouble came, so the effect may have happened; a
    message without an idempotency key must then not be repeated.
    """

    def __init__(
        self,
        code: int | None,
        message: str,
        behaviour: Behaviour,
        *,
        maybe_sent: bool = False,
        request_id: str | None = None,
    ) -> None:
        super().__init__(f"{code if code is not None else 'no answer'}: {message}")
        self.code = code
        self.message = message
        self.behaviour = behaviour
        self.maybe_sent = maybe_sent
        self.request_id = request_id
