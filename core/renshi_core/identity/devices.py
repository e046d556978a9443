"""What a browser says it is, as people say it: ``Chrome · Windows``."""

from __future__ import annotations

import re

# In this order: most browsers also claim to be the ones they descend from.
_PROGRAMS = (
    ("MicroMessenger", "微信", "WeChat"),
    ("wxwork", "企业微信", "WeCom"),
    ("DingTalk", "钉钉", "DingTalk"),
    ("Edg", "Edge", "Edge"),
    ("OPR/", "Opera", "Opera"),
    ("Firefox/", "Firefox", "Firefox"),
    ("Chrome/", "Chrome", "Chrome"),
    ("Chromium", "Chromium", "Chromium"),
    ("Safari/", "Safari", "Safari"),
)
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
_PLAIN = re.compile(r"[\w .+-]{1,40}(?=/|$)")
LONGEST = 60


def said(agent: str | None, locale: str) -> str:
    """The program and the system in a ``User-Agent``; a program that isn't a browser by its own name."""
    if not agent:
        return ""
    english = locale.startswith("en")
    program = next((en if english else zh for sign, zh, en in _PROGRAMS if sign in agent), None)
    if program is None:
        named = _PLAIN.match(agent)
        program = named[0].strip() if named else agent[:LONGEST]
    system = next((name for sign, name in _SYSTEMS if sign in agent), None)
    return f"{program} · {system}" if system else program
