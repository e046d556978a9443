"""The page behind an invitation's link: choose a password. The token stays behind ``#`` and out of logs."""

from __future__ import annotations

from pathlib import Path

from litestar.response import Response

from renshi_sdk.web import public_get

STATIC = Path(__file__).parent / "static"


def _file(name: str, media_type: str) -> Response[bytes]:
    return Response(
        (STATIC / name).read_bytes(), media_type=media_type, headers={"Cache-Control": "no-cache"}
    )


@public_get("/welcome", opt={"bare": True}, include_in_schema=False)
async def welcome_page() -> Response[bytes]:
    """The page."""
    return _file("welcome.html", "text/html; charset=utf-8")


@public_get("/welcome.js", opt={"bare": True}, include_in_schema=False)
async def welcome_script() -> Response[bytes]:
    """Its script; inline ones are forbidden."""
    return _file("welcome.js", "text/javascript; charset=utf-8")


WELCOME = (welcome_page, welcome_script)
