"""Passwords: what they must be, and how they are kept.

Length and a list of well-known ones decide, no composition rules (NIST SP 800-63B section 5.1.1.2; OWASP ASVS
2.1). Hashes are argon2id with the library's parameters (RFC 9106, low-memory profile).
"""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import TypeVar
from weakref import WeakKeyDictionary

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from renshi_sdk.errors import Invalid
from renshi_sdk.text import Text

T = TypeVar("T")
MIN_LENGTH = 12
MAX_LENGTH = 128
MIN_DIFFERENT = 5
AT_ONCE = 4
"""Each hash takes 64 MiB; more at the same time would let sign-ins exhaust a small server."""

_hasher = PasswordHasher()
_slots: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()
_ROWS = ("0123456789", "9876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")


def normalised(password: str) -> str:
    """One form for what looks the same on different keyboards (full-width letters, composed accents)."""
    return unicodedata.normalize("NFKC", password)


def check_rules(
    password: str, *, login: str, name: str = "", field: str = "password", shortest: int = MIN_LENGTH
) -> None:
    """Raise ``Invalid`` where a new password is too short, well known, or made of the login name.

    ``shortest`` is the group's own rule, never below the platform's.
    """
    plain = normalised(password)
    problem = _problem(plain, login=login, name=name, shortest=max(shortest, MIN_LENGTH))
    if problem is not None:
        raise Invalid(problem, code="password.weak", fields={field: problem})


def _problem(plain: str, *, login: str, name: str, shortest: int) -> Text | None:
    if len(plain) < shortest:
        return Text(f"密码至少 {shortest} 位", f"a password has at least {shortest} characters")
    if len(plain) > MAX_LENGTH:
        return Text(f"密码最多 {MAX_LENGTH} 位", f"a password has at most {MAX_LENGTH} characters")
    if any(unicodedata.category(c) in ("Cc", "Cs") for c in plain):
        return Text("密码含有不可见字符", "the password holds control characters")
    lowered = plain.lower()
    if lowered in _common() or len(set(lowered)) < MIN_DIFFERENT or _is_walk(lowered) or _is_repeat(lowered):
        return Text("这个密码太常见，容易被猜到", "this password is too well known and easily guessed")
    if len(login) >= 4 and len(lowered.replace(login.lower(), "")) < MIN_LENGTH / 2:
        return Text("密码不能由登录名构成", "the password must not be made of the login name")
    if name and lowered.replace(" ", "") == name.lower().replace(" ", ""):
        return Text("密码不能是自己的姓名", "the password must not be one's own name")
    return None


def _is_repeat(text: str) -> bool:
    return re.fullmatch(r"(.{1,6}?)\1+.{0,5}", text) is not None


def _is_walk(text: str) -> bool:
    """Whether it's runs along the keyboard, the alphabet or the digits (``123456qwerty``)."""
    rest = text
    for row in _ROWS:
        for length in range(len(row), 3, -1):
            for start in range(len(row) - length + 1):
                rest = rest.replace(row[start : start + length], "")
    return len(rest) <= len(text) // 4


@cache
def _common() -> frozenset[str]:
    text = (files("renshi_core.identity") / "data" / "common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


async def hash_password(password: str) -> str:
    """The hash to keep."""
    return await _in_thread(_hasher.hash, normalised(password))


async def verify_password(hashed: str | None, password: str) -> bool:
    """Whether ``password`` is the one; takes as long where there is no account (``hashed`` ``None``)."""
    if len(password) > MAX_LENGTH * 4:
        return False
    return await _in_thread(_verify, hashed or _decoy(), normalised(password)) and hashed is not None


def outdated(hashed: str) -> bool:
    """Whether a hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(hashed)


def _verify(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _decoy() -> str:
    return _hasher.hash("a password that nobody has")


async def _in_thread(function: Callable[..., T], *arguments: str) -> T:
    slots = _slots.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE))
    async with slots:
        return await asyncio.to_thread(function, *arguments)
