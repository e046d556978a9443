"""An appointment as a calendar file (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def _escaped(text: str) -> str:
    return (
        text.replace("\\", "\\\\")
        .replace(";", "\\;")
        .replace(",", "\\,")
        .replace("\r", "")
        .replace("\n", "\\n")
    )


def _folded(line: str) -> str:
    """Lines of at most 75 bytes, cut between characters."""
    parts: list[str] = []
    now = b""
    for char in line:
        piece = char.encode()
        if len(now) + len(piece) > (75 if not parts else 74):
            parts.append(now.decode())
            now = b""
        now += piece
    parts.append(now.decode())
    return "\r\n ".join(parts)


def appointment(
    *,
    uid: str,
    sequence: int,
    made_at: datetime,
    starts_at: datetime,
    minutes: int,
    title: str,
    place: str | None,
    words: str,
    cancelled: bool = False,
) -> str:
    """One event; a higher ``sequence`` of the same ``uid`` replaces it, ``cancelled`` takes it away."""
    times = {"DTSTAMP": made_at, "DTSTART": starts_at, "DTEND": starts_at + timedelta(minutes=minutes)}
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Renshi//Recruiting//ZH",
        f"METHOD:{'CANCEL' if cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{uid}@renshi",
        f"SEQUENCE:{sequence}",
        *(f"{name}:{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}" for name, moment in times.items()),
        f"SUMMARY:{_escaped(title)}",
        *([f"LOCATION:{_escaped(place)}"] if place else []),
        f"DESCRIPTION:{_escaped(words)}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(_folded(line) for line in lines)
