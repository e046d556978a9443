"""Who did something, in words: background work and candidates are kept by a code, people by their name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renshi_sdk.text import Text

if TYPE_CHECKING:
    from renshi_core.platform import Platform

_KNOWN = {
    "system": Text("系统", "The platform"),
    "candidate": Text("候选人", "The candidate"),
    "digest": Text("系统（通知汇总）", "The platform (digest)"),
}


def said(platform: Platform, name: str, locale: str) -> str:
    """A kept name of an actor as a reader sees it: the title of a job, the plugin of a handler, a person's own name."""
    if name in _KNOWN:
        return _KNOWN[name].of(locale)
    if job := platform.registry.jobs.get(name):
        return Text(f"系统（{job.record.title.zh}）", f"The platform ({job.record.title.en})").of(locale)
    owner = platform.registry.subscription_by_name.get(name)
    channel = next((c for c in platform.registry.channels if c.record.name == name), None)
    found = owner or channel
    if found and (loaded := platform.registry.plugins.get(found.plugin)):
        title = loaded.manifest.title
        return Text(f"系统（{title.zh}）", f"The platform ({title.en})").of(locale)
    return name
