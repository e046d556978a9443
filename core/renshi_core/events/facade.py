"""``ctx.events``."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import renshi_sdk.events
from renshi_core.events import repository
from renshi_core.jobs.wake import announce
from renshi_sdk import new_id
from renshi_sdk.context import Context
from renshi_sdk.errors import NotFound
from renshi_sdk.events import DomainEvent
from renshi_sdk.services import Events
from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform


class EventsFacade(Events):
    """Implements :class:`renshi_sdk.services.Events`."""

    def __init__(self, ctx: Context, platform: Platform) -> None:
        self._ctx, self._platform = ctx, platform

    async def publish(self, event: DomainEvent) -> UUID:
        """Store ``event`` in the open transaction.

        Raises:
            TypeError: no domain event, or one whose name belongs to somebody else; a mistake in the code.
            NotFound: its company is not one of the tenant's.
        """
        check_owner(event, self._ctx.plugin)
        event_id = new_id()
        if not await repository.insert_event(event_id, event, self._ctx):
            raise NotFound(Text("没有这家公司", "there is no such company"))
        announce(self._platform, "default")
        return event_id


def check_owner(event: DomainEvent, plugin: str | None) -> None:
    """Refuse an event that nobody could subscribe to or that poses as another's."""
    if not isinstance(event, DomainEvent):
        raise TypeError(f"publish takes a DomainEvent, not {type(event).__name__}")
    name = event.event_name
    owner, dot, _ = name.partition(".")
    if not dot:
        if getattr(renshi_sdk.events, name, None) is not type(event):
            raise TypeError(
                f"event {name!r} is not one of renshi_sdk.events; name your own with its owner: "
                f'class {name}(DomainEvent, name="{plugin or "<plugin>"}.{name}")'
            )
    elif owner != plugin:
        raise TypeError(f"event {name!r} belongs to plugin {owner!r}, not to {plugin or 'the core'!r}")
