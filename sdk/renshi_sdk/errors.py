"""Expected trouble. Each class says what happens next, and which HTTP status a caller sees.

Raise these from services; the web layer turns them into problem documents (RFC 9457), the job runner
decides between another attempt and a person's attention.
"""

from __future__ import annotations

from typing import Any, ClassVar

from renshi_sdk.text import Text


class RenshiError(Exception):
    """Base of all expected errors.

    ``code`` is stable and machine-readable (``leave.balance_too_low``); ``message`` is for people and
    says what to do; ``extra`` is added to the problem document.
    """

    status: ClassVar[int] = 500
    default_code: ClassVar[str] = "error"

    def __init__(self, message: Text | str, *, code: str | None = None, **extra: Any) -> None:
        self.text = message if isinstance(message, Text) else Text(message, message)
        self.code = code or self.default_code
        self.extra = extra
        super().__init__(self.text.en)


class NotFound(RenshiError):
    """It doesn't exist, or not for this caller: another tenant's rows look exactly the same."""

    status = 404
    default_code = "not_found"


class Forbidden(RenshiError):
    """The caller is known and lacks the right."""

    status = 403
    default_code = "forbidden"


class Unauthenticated(RenshiError):
    """Nobody is signed in, or the credentials don't hold."""

    status = 401
    default_code = "unauthenticated"


class Invalid(RenshiError):
    """The input can't be accepted as it is; ``fields`` maps a field's path to what is wrong with it."""

    status = 422
    default_code = "invalid"

    def __init__(
        self,
        message: Text | str,
        *,
        code: str | None = None,
        fields: dict[str, Text | str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(message, code=code, **extra)
        self.fields = dict(fields or {})


class Conflict(RenshiError):
    """The state of things forbids it: a closed month, a double request, a stale version."""

    status = 409
    default_code = "conflict"


class TooMany(RenshiError):
    """Too many attempts; ``retry_after`` seconds are told to the caller."""

    status = 429
    default_code = "too_many_attempts"

    def __init__(self, message: Text | str, *, retry_after: int, code: str | None = None) -> None:
        super().__init__(message, code=code, retry_after=retry_after)
        self.retry_after = retry_after


class Temporary(RenshiError):
    """It may work later: jobs and deliveries are tried again with growing pauses."""

    status = 503
    default_code = "temporary"


class NeedsAttention(RenshiError):
    """A person has to act first (record a fact, fix a setting); trying again alone won't help."""

    status = 409
    default_code = "needs_attention"


class JobCancelled(RenshiError):
    """A person cancelled the job that is running."""

    status = 409
    default_code = "job_cancelled"
