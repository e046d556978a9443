"""Names of uploaded files, made safe to store, to show and to send back."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

LONGEST_BYTES = 200
FALLBACK = "file"
_MEDIA_TYPE = re.compile(r"^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$")
_RESERVED = re.compile(r'[<>:"|?*]')
BINARY = "application/octet-stream"


def safe_name(name: str) -> str:
    """The last part of a path, without anything that controls: NFC, no control or bidirectional characters,
    no leading dots, at most 200 bytes with its ending kept."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    # Cc, Cf (bidirectional marks among them), Cs, Co, Cn; and line and paragraph separators.
    clean = "".join(c for c in last if unicodedata.category(c)[0] != "C" and c not in "\u2028\u2029")
    clean = _RESERVED.sub("_", clean).strip().lstrip(".").strip()
    return _shortened(clean) or FALLBACK


def _shortened(name: str) -> str:
    if len(name.encode()) <= LONGEST_BYTES:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending.encode()) > 20:
        stem, dot, ending = name, "", ""
    room = LONGEST_BYTES - len((dot + ending).encode())
    return stem.encode()[:room].decode(errors="ignore").strip() + dot + ending


def safe_media_type(media_type: str) -> str:
    """``type/subtype`` in lower case without parameters; anything else is a bare stream of bytes."""
    plain = media_type.split(";", 1)[0].strip().lower()
    return plain if _MEDIA_TYPE.match(plain) else BINARY


def disposition(name: str) -> str:
    """A ``Content-Disposition`` that makes every browser save the file, with its full name (RFC 6266)."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
