"""What people are asked to agree to."""

from __future__ import annotations

from dataclasses import dataclass

from renshi_sdk.contributions.access import NAME
from renshi_sdk.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentPurpose:
    """A purpose that takes an employee's consent, because neither law nor the contract covers it.

    A company publishes it with words of its own, ``text`` being where it starts from; each publication is a version,
    and a consent counts for the version it was given to. Before a company has published it nobody is asked and
    ``ctx.consents.require`` lets everything pass: what was lawful yesterday isn't stopped by an update.

    Attributes:
        name: ``<plugin>.<noun>``, e.g. ``attendance.location``.
        separate: it takes a separate consent (单独同意: sensitive data, 个人信息保护法 art. 29; giving it to others,
            art. 23; across the border, art. 39), which is asked for alone and never together with others.
        needed: without it the function can't be used; otherwise it can, with a loss.
    """

    name: str
    title: Text
    text: Text
    separate: bool = True
    needed: bool = True

    def __post_init__(self) -> None:
        if not NAME.match(f"{self.name}.ask"):
            raise ValueError(f"consent purpose {self.name!r} must read <plugin>.<noun>")
