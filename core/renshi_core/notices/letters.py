"""``ctx.letters``: letters to people outside the company, by the carriers of the plugins that are on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from renshi_core.jobs.above import call
from renshi_core.plugins.records import Owned
from renshi_sdk.context import Context
from renshi_sdk.contributions import Carrier, Fate, Letter, Outsider
from renshi_sdk.db import savepoint
from renshi_sdk.services import Letters

if TYPE_CHECKING:
    from renshi_core.platform import Platform

REACH_LIMIT = timedelta(seconds=5)
CARRY_LIMIT = timedelta(seconds=60)


class LettersFacade(Letters):
    """Implements :class:`renshi_sdk.services.Letters`."""

    def __init__(self, ctx: Context, platform: Platform) -> None:
        self._ctx, self._platform = ctx, platform

    async def carriers(self, to: Outsider) -> list[Carrier]:
        return [owned.record for owned in await self._reaching(to, files=False)]

    async def send(self, letter: Letter) -> Fate:
        reasons: list[str] = []
        for owned in await self._reaching(letter.to, files=bool(letter.files)):
            carrier = owned.record
            fate: Fate = await self._ask(owned, carrier.deliver, letter, Fate, carrier.name, CARRY_LIMIT)
            if fate.state != "unreachable":
                return replace(fate, carrier=carrier.name)
            reasons.append(fate.reason)
        return Fate("unreachable", "; ".join(reason for reason in reasons if reason))

    async def _reaching(self, to: Outsider, *, files: bool) -> list[Owned[Carrier]]:
        """Carriers that are on and reach somebody; those that carry files first where there are some."""
        found = []
        for owned in self._ordered(files):
            if await self._ctx.plugins.enabled(owned.plugin):
                carrier = owned.record
                if await self._ask(owned, carrier.reaches, to, bool, carrier.name, REACH_LIMIT):
                    found.append(owned)
        return found

    def _ordered(self, files: bool) -> Iterable[Owned[Carrier]]:
        every = self._platform.registry.carriers
        return sorted(every, key=lambda owned: not owned.record.files) if files else every

    async def _ask(
        self,
        owned: Owned[Carrier],
        function: Any,
        about: Outsider | Letter,
        kind: type[Any],
        what: str,
        limit: timedelta,
    ) -> Any:
        inside = replace(self._ctx, plugin=owned.plugin)
        async with savepoint():
            answer = await self._platform.guarded(
                inside, call(function, inside, about), what=what, timeout=limit
            )
        if not isinstance(answer, kind):
            raise TypeError(f"carrier {what!r} must answer a {kind.__name__}, not {type(answer).__name__}")
        return answer
