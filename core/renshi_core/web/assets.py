"""Static files of plugins, under the company's public side, so that off means off for them too."""

from __future__ import annotations

import mimetypes
from functools import lru_cache
from importlib.resources import files
from typing import Any

from litestar import Request, Response

from renshi_core.platform import Platform
from renshi_sdk.errors import NotFound
from renshi_sdk.text import Text
from renshi_sdk.web import public_get


@lru_cache(maxsize=256)
def _content(place: str, name: str) -> bytes | None:
    package, _, folder = place.partition(":")
    parts = name.strip("/").split("/")
    if any(part in ("", ".", "..") or "\\" in part or "\x00" in part for part in parts):
        return None
    file = files(package).joinpath(folder, *parts)
    return file.read_bytes() if file.is_file() else None


def asset_handlers(platform: Platform) -> list[Any]:
    """One handler for each plugin that ships static files."""
    return [
        _handler(loaded.id, routes.assets)
        for loaded in platform.registry.in_order()
        for routes in loaded.routes
        if routes.assets
    ]


def _handler(plugin: str, place: str) -> Any:
    @public_get(
        "/public/{company_code:str}/" + plugin + "/assets/{name:path}",
        opt={"plugin": plugin},
        include_in_schema=False,
        name=f"{plugin}-assets",
        operation_id=f"{plugin}_assets",
    )
    async def asset(request: Request[Any, Any, Any], company_code: str, name: str) -> Response[bytes]:
        content = _content(place, str(name))
        if content is None:
            raise NotFound(Text("文件不存在", "there is no such file"))
        media = mimetypes.guess_type(str(name))[0] or "application/octet-stream"
        return Response(content, media_type=media, headers={"Cache-Control": "public, max-age=300"})

    return asset
