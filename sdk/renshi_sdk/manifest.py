"""Who a plugin is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from renshi_sdk.text import Text

PLUGIN_ID = re.compile(r"^[a-z][a-z0-9_]{1,38}[a-z0-9]$")
INDUSTRIES = frozenset({"manufacturing", "retail", "it", "finance", "services", "other"})
SDK_API = 1
"""The generation of the SDK's contract. It is raised only when an author has to change code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Identity of a plugin, as the module attribute ``MANIFEST`` beside its hooks.

    Attributes:
        id: lower-case name; prefix of everything the plugin owns (``payroll`` → table ``payroll_run``).
        title: name shown in menus and on the plugin page.
        version: the distribution's version.
        summary: one sentence for the plugin page.
        sdk_api: generation of the SDK it was written for (:data:`SDK_API`).
        requires: ids of plugins it can't do without, in the process and in the company.
        after: ids of plugins that are set up first where they are present.
        industries: a new company of one of these is offered the plugin; empty: every company is.
        piccolo_app: module that holds ``APP_CONFIG``, where the plugin has tables.
    """

    id: str
    title: Text
    version: str
    summary: Text
    sdk_api: int = SDK_API
    requires: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    piccolo_app: str | None = None

    def __post_init__(self) -> None:
        if not PLUGIN_ID.match(self.id):
            raise ValueError(
                f"plugin id {self.id!r} must be lower-case letters, digits and underscores, 3 to 40 long"
            )
        if self.id in {"core", "api", "sdk", "public", "system"}:
            raise ValueError(f"plugin id {self.id!r} is kept for the platform")
        unknown = set(self.industries) - INDUSTRIES
        if unknown:
            raise ValueError(f"unknown industries {sorted(unknown)}; known: {sorted(INDUSTRIES)}")
        if self.id in self.requires or self.id in self.after:
            raise ValueError(f"plugin {self.id!r} can't come after itself")
