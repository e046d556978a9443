"""The API's description as a page that needs no internet."""

from __future__ import annotations

from pathlib import Path

from litestar import Response

from renshi_sdk.web import public_get

PAGE = Path(__file__).parent / "static"


@public_get(["/api-docs", "/api-docs/{name:str}"], opt={"bare": True}, include_in_schema=False)
async def api_docs(name: str = "api.html") -> Response[bytes]:
    """A readable page over the document, drawn by a script of our own."""
    known = {"api.html": "text/html; charset=utf-8", "api.js": "text/javascript", "api.css": "text/css"}
    if name not in known:
        return Response(b"", status_code=404, media_type="text/plain")
    return Response((PAGE / name).read_bytes(), media_type=known[name])


API_DOCS = (api_docs,)
