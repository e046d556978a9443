"""The console's own files, compressed once and kept by browsers for good."""

from __future__ import annotations

import gzip
import mimetypes
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from litestar import Request
from litestar.response import Response

from renshi_sdk.errors import NotFound
from renshi_sdk.text import Text
from renshi_sdk.web import public_get

STATIC = Path(__file__).parent / "static"
CACHE_FOREVER = "public, max-age=31536000, immutable"
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
"""What a file may lie beside it in, the best first."""
SMALL = 256 * 1024
"""Up to this size a file without a compressed one beside it is compressed here."""


@lru_cache(maxsize=256)
def _static(name: str, encoding: str) -> bytes | None:
    """A static file, plain (``""``) or as a browser takes it; ``None`` where there is none."""
    file = (STATIC / name).resolve()
    if not file.is_relative_to(STATIC) or not file.is_file():
        return None
    suffix = dict(ENCODINGS).get(encoding)
    if suffix is None:
        return file.read_bytes()
    packed = file.with_name(file.name + suffix)
    if packed.is_file():
        return packed.read_bytes()
    if encoding == "gzip" and file.suffix in (".js", ".css", ".svg"):
        return gzip.compress(file.read_bytes(), 9 if file.stat().st_size < SMALL else 4)
    return None


@lru_cache(maxsize=1)
def asset_version() -> str:
    """Changes with the shell and the library, so that browsers may keep the files for good."""
    digest = sha256()
    for file in sorted(STATIC.rglob("*")):
        if file.is_file():
            stat = file.stat()
            digest.update(f"{file.relative_to(STATIC)}:{stat.st_size}:{stat.st_mtime_ns}".encode())
    return digest.hexdigest()[:12]


@public_get("/console-assets/{version:str}/{name:path}", opt={"bare": True}, include_in_schema=False)
async def asset(request: Request[Any, Any, Any], version: str, name: str) -> Response[bytes]:
    """A file of the console, compressed where the browser takes it."""
    wanted = str(name).lstrip("/")
    if wanted.endswith((".br", ".gz")) or (plain := _static(wanted, "")) is None:
        raise NotFound(Text("文件不存在", "there is no such file"))
    headers = {
        "Cache-Control": CACHE_FOREVER if version == asset_version() else "no-cache",
        "Vary": "Accept-Encoding",
    }
    media = mimetypes.guess_type(wanted)[0] or "application/octet-stream"
    accepted = request.headers.get("accept-encoding", "")
    for encoding, _ in ENCODINGS:
        if encoding in accepted and (packed := _static(wanted, encoding)) is not None:
            return Response(packed, media_type=media, headers=headers | {"Content-Encoding": encoding})
    return Response(plain, media_type=media, headers=headers)


@public_get(["/", "/console", "/console/{rest:path}"], opt={"bare": True}, include_in_schema=False)
async def shell(rest: str = "") -> Response[str]:
    """The shell; it asks the API who is signed in and what to draw."""
    html = (STATIC / "shell.html").read_text(encoding="utf-8").replace("{{version}}", asset_version())
    return Response(html, media_type="text/html; charset=utf-8", headers={"Cache-Control": "no-cache"})


CONSOLE_HANDLERS = (asset, shell)
