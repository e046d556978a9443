"""Care for people's data, and for the plugin's own health."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from renshi_sdk.context import Context
from renshi_sdk.contributions.processing import Processing
from renshi_sdk.text import Text


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure did: rows removed or made anonymous per table, and what law says must stay."""

    erased: dict[str, int] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    """Table → the reason it stays (statute and until when)."""


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column that keeps what ``ctx.secrets.seal`` made, so that it can be sealed anew when keys change.

    ``label`` is the label the values are sealed with, written with the columns of their row in braces, the columns
    of its table alone: ``SealedColumn("mail_account", "secret", "mail_account.secret:{id}")``.
    """

    table: str
    column: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """How to export and erase what a plugin keeps about a person (PIPL arts. 45, 47).

    ``export(ctx, employee_id)`` returns JSON types by table; ``erase(ctx, employee_id)`` removes what no
    law holds. A plugin with tables must contribute one.
    """

    title: Text
    export: Callable[[Context, UUID], Awaitable[dict[str, Any]]]
    erase: Callable[[Context, UUID], Awaitable[Erasure]]
    tables: tuple[str, ...]
    """Every table that holds personal data, so that a forgotten one is noticed."""
    sealed: tuple[SealedColumn, ...] = ()
    """Every sealed column of the plugin, also of tables without personal data."""
    processing: Processing | None = None
    """What for and which categories, for the register of processing; a plugin without it stands there as unsaid."""


@dataclass(frozen=True, slots=True)
class HealthResult:
    """``ok``, ``degraded`` (works, with a loss) or ``down``, and a sentence."""

    state: Literal["ok", "degraded", "down"]
    detail: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthCheck:
    """A quick look (under a second) at something the plugin depends on."""

    name: str
    check: Callable[[], Awaitable[HealthResult]]
