"""One-time codes (RFC 6238: SHA-1, six digits, thirty seconds), each taken once."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp

ISSUER = "Renshi 人事"
STEP_SECONDS = 30
DRIFT = 1
"""Steps a phone's clock may be off, either way."""


def new_secret() -> str:
    """A new secret, 160 bits in base32."""
    return pyotp.random_base32()


def enrolment_uri(secret: str, *, account: str) -> str:
    """The address that authenticator apps read from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=ISSUER)


def step_of(secret: str, code: str, *, now: datetime, after: int | None) -> int | None:
    """The time step whose code this is, or ``None``. Steps up to ``after`` are used up."""
    if len(code) != 6 or not code.isascii() or not code.isdigit():
        return None
    generator = pyotp.TOTP(secret)
    current = int(now.timestamp()) // STEP_SECONDS
    found: int | None = None
    for step in range(current - DRIFT, current + DRIFT + 1):
        # Every step is compared, so that the time taken doesn't tell which.
        if hmac.compare_digest(generator.at(step * STEP_SECONDS), code) and (after is None or step > after):
            found = step if found is None else found
    return found
