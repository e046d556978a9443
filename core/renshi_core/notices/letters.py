"""``ctx.letters``: letters to people outside the company, by the carriers of the plugins that are on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from renshi_core.jobs.above import call
from renshi_core.plugins.guard import PluginFailed
from renshi_core.plugins.records import Owned
from renshi_sdk.context import Context
from renshi_sdk.contributions import Carrier, Fate, Letter, Outsider, Reception
from renshi_sdk.db import savepoint
from renshi_sdk.services import Letters
from renshi_sdk.text import Text

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
            fate: Fate = await self._deliver(owned, letter)
            if fate.state != "unreachable":
                return replace(fate, carrier=carrier.name)
            reasons.append(fate.reason)
        return Fate("unreachable", "; ".join(reason for reason in reasons if reason))

    async def ways_in(self) -> list[Text]:
        found = []
        for owned in self._platform.registry.carriers:
            way_in = owned.record.way_in
            if way_in is not None and await self._ctx.plugins.enabled(owned.plugin):
                said = await self._ask(owned.plugin, way_in, (), (Text, type(None)), owned.record.name)
                found.extend([said] if said is not None else [])
        return found

    async def words(self) -> frozenset[str]:
        return frozenset({owned.record.word for owned in await self._receptions()})

    async def recognise(self, word: str, code: str) -> str | None:
        for owned in await self._receptions():
            if owned.record.word == word:
                key: str | None = await self._ask(
                    owned.plugin, owned.record.recognise, (code,), (str, type(None)), owned.record.name
                )
                if key is not None:
                    return key
        return None

    async def answer(self, key: str, text: str) -> str | None:
        for owned in await self._receptions():
            if key.split(".", 1)[0] == owned.plugin:
                said: str | None = await self._ask(
                    owned.plugin, owned.record.answer, (key, text), (str, type(None)), owned.record.name
                )
                return said
        return None

    async def export(self, key: str) -> dict[str, Any]:
        found = {}
        for owned in self._platform.registry.carriers:
            if owned.record.export is not None:
                kept = await self._ask(owned.plugin, owned.record.export, (key,), (dict,), owned.record.name)
                if kept:
                    found[owned.record.name] = kept
        return found

    async def forget(self, key: str) -> int:
        gone = 0
        for owned in self._platform.registry.carriers:
            if owned.record.forget is not None:
                gone += await self._ask(owned.plugin, owned.record.forget, (key,), (int,), owned.record.name)
        return gone

    async def _receptions(self) -> list[Owned[Reception]]:
        every = self._platform.registry.receptions
        return [owned for owned in every if await self._ctx.plugins.enabled(owned.plugin)]

    async def _reaching(self, to: Outsider, *, files: bool) -> list[Owned[Carrier]]:
        """Carriers that are on and reach somebody; those that carry files first where there are some."""
        found = []
        for owned in self._ordered(files):
            if await self._ctx.plugins.enabled(owned.plugin):
                carrier = owned.record
                if await self._ask(owned.plugin, carrier.reaches, (to,), (bool,), carrier.name):
                    found.append(owned)
        return found

    def _ordered(self, files: bool) -> Iterable[Owned[Carrier]]:
        every = self._platform.registry.carriers
        return sorted(every, key=lambda owned: not owned.record.files) if files else every

    async def _deliver(self, owned: Owned[Carrier], letter: Letter) -> Fate:
        carrier = owned.record
        try:
            fate: Fate = await self._ask(
                owned.plugin, carrier.deliver, (letter,), (Fate,), carrier.name, CARRY_LIMIT
            )
        except PluginFailed as error:
            # Raised in the middle, or out of time: it may have gone out, so it is no case for another attempt.
            return Fate("unsure", error.text.en)
        return fate

    async def _ask(
        self,
        plugin: str,
        function: Any,
        arguments: tuple[Any, ...],
        kinds: tuple[type[Any], ...],
        what: str,
        limit: timedelta = REACH_LIMIT,
    ) -> Any:
        inside = replace(self._ctx, plugin=plugin)
        async with savepoint():
            answer = await self._platform.guarded(
                inside, call(function, inside, *arguments), what=what, timeout=limit
            )
        if not isinstance(answer, kinds):
            names = " or ".join(kind.__name__ for kind in kinds)
            raise TypeError(f"{what!r} must answer a {names}, not {type(answer).__name__}")
        return answer
