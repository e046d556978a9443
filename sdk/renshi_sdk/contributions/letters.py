"""Letters to people outside the company, and the ways they are carried."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from renshi_sdk.context import Context
from renshi_sdk.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Outsider:
    """Somebody who has no account: a candidate, for instance.

    ``key`` (``recruiting_ai.application:<id>``) names them without saying who they are; a carrier that binds people by
    a code of its own knows them by it. ``mail`` is their address, where they gave one.
    """

    key: str
    mail: str | None = None


@dataclass(frozen=True, slots=True)
class LetterFile:
    """A small file that goes along with a letter, as a calendar entry does."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter on its way; ``id`` is stable over repeated attempts.

    ``link`` is an address that the body holds already, for carriers that show a title and a link. Nothing of a letter
    is kept by its carrier.
    """

    id: UUID
    to: Outsider
    name: str
    sender: str
    subject: str
    body: str
    link: str | None = None
    locale: str = "zh-CN"
    files: tuple[LetterFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a letter.

    ``sent``; ``later`` (quiet hours: ask again from ``until``); ``bounced`` (no such address, don't try it again);
    ``refused`` (by the server or the service, for this letter); ``unsure`` (it may have gone out: the answer was lost,
    so a person decides whether it is sent again); ``unreachable`` (nothing was tried, the next carrier is asked).
    ``carrier`` is filled in by the platform.
    """

    state: Literal["sent", "later", "bounced", "refused", "unsure", "unreachable"]
    reason: str = ""
    carrier: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A way to write to people outside the company, handed over by ``renshi_carriers``.

    ``reaches(ctx, outsider)`` says without trying whether a letter could go this way now: set up, and an address known.
    ``deliver(ctx, letter)`` raises ``Temporary`` only where nothing has gone out, ``NeedsAttention`` where somebody has
    to put the set-up right. It may be called again with the same letter and then changes nothing. Lower ``order`` is
    tried first; a letter with files goes first to those that carry ``files``.

    A carrier that is a chat as well says in ``way_in(ctx)`` how somebody outside finds it (None while it isn't set up);
    who writes there is greeted and answered by a :class:`Reception`. ``forget(ctx, key)`` removes what it knows of
    somebody, and ``export(ctx, key)`` tells it.
    """

    name: str
    title: Text
    reaches: Callable[[Context, Outsider], Awaitable[bool]]
    deliver: Callable[[Context, Letter], Awaitable[Fate]]
    files: bool = False
    order: int = 100
    way_in: Callable[[Context], Awaitable[Text | None]] | None = None
    forget: Callable[[Context, str], Awaitable[int]] | None = None
    export: Callable[[Context, str], Awaitable[dict[str, Any]]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """Answers people outside who write in a carrier's chat, handed over by ``renshi_receptions``.

    Somebody is known by a one-time code that a page of the plugin showed them: they write ``word`` and the code, in ten
    digits. ``recognise(ctx, code)`` spends it and answers the outsider's key, None for a code that is wrong, used or
    old. ``answer(ctx, key, text)`` does what they write and says what to tell them, None where nobody has that key any
    more. Both run in the transaction of the message, once for each; the chat waits three seconds for them.
    """

    name: str
    title: Text
    word: str
    recognise: Callable[[Context, str], Awaitable[str | None]]
    answer: Callable[[Context, str, str], Awaitable[str | None]]
