"""The console's menu, its pages as JSON, and its tables as files."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from litestar import Request
from litestar.params import Parameter
from litestar.response import Response

from renshi_core.console import export
from renshi_core.console.assets import CONSOLE_HANDLERS
from renshi_core.console.made import made_page
from renshi_core.console.menu import may_open, menu_of
from renshi_core.console.render import draw_page, match
from renshi_core.home import service as home
from renshi_core.people import hire_form
from renshi_core.platform import Platform
from renshi_core.plugins.records import CORE, Owned
from renshi_sdk.context import Context
from renshi_sdk.contributions import Page
from renshi_sdk.errors import Forbidden, NotFound
from renshi_sdk.text import Text
from renshi_sdk.web import AUTHENTICATED, get, public_get

AnyRequest = Request[Any, Any, Any]


@get("/console/menu", permission=AUTHENTICATED, opt={"before_codes": True})
async def menu(ctx: Context, platform: Platform) -> dict[str, Any]:
    """The menu for the caller in this company, and the pages they keep."""
    return {"sections": await menu_of(ctx, platform), "favourites": await home.favourites(ctx)}


@get("/console/page", permission=AUTHENTICATED, opt={"before_codes": True})
async def page(ctx: Context, platform: Platform, path: str) -> dict[str, Any]:
    """A page's drawing for ``path`` (``/console/payroll/runs``), with the parameters found in it.

    Raises:
        NotFound: no such page, or its plugin is off. Forbidden: the caller may not open it.
    """
    plugin, rest = await _place(ctx, platform, path)
    if plugin == CORE and (made := await made_page(ctx, platform, rest)):
        return made
    owned, found = _page(ctx, platform, plugin, rest)
    record = owned.record
    if plugin == CORE and rest == hire_form.PATH:
        record = await hire_form.completed(ctx, record)
    drawn, _ = draw_page(plugin, record, locale=ctx.locale, allows=ctx.access.allows)
    return {"schema": drawn, "params": found}


@get("/console/list", permission=AUTHENTICATED)
async def list_of_page(
    ctx: Context, platform: Platform, path: str, table: int, request: AnyRequest
) -> dict[str, Any]:
    """How the ``table``-th table of a page is written as a file; audited, since the file follows.

    Raises:
        NotFound: no such page or table. Forbidden: the caller may not open the page.
    """
    plugin, rest = await _place(ctx, platform, path)
    owned, found = _page(ctx, platform, plugin, rest)
    _, pen = draw_page(plugin, owned.record, locale=ctx.locale, allows=ctx.access.allows)
    if not 0 <= table < len(pen.tables) or not pen.tables[table].export:
        raise NotFound(Text("没有这张列表", "there is no such list"))
    described = export.described(pen, pen.tables[table], found, owned.record)
    filters = {k: v for k, v in request.query_params.multi_items() if k not in export.ASKED and v != ""}
    await ctx.audit.record(
        "core.list.export", subject="list", detail={"page": path, "api": described["api"], "filters": filters}
    )
    return described


@public_get("/console/export", opt={"bare": True})
async def export_table(
    request: AnyRequest, file_format: Annotated[Literal["xlsx", "csv"], Parameter(query="format")] = "xlsx"
) -> Response[bytes]:
    """A table of a page (``path``, ``table``) as a file: what its filters leave, read through the API as the caller."""
    return await export.table_file(request, file_format)


async def _place(ctx: Context, platform: Platform, path: str) -> tuple[str, str]:
    parts = path.split("/", 3)
    if len(parts) < 4 or parts[1] != "console":
        raise NotFound(Text("页面不存在", "there is no such page"))
    if not await platform.activation.is_enabled(ctx.company_id, parts[2]):
        raise NotFound(Text("页面不存在，或相应插件未启用", "there is no such page, or its plugin is off"))
    return parts[2], "/" + parts[3].split("?")[0]


def _page(ctx: Context, platform: Platform, plugin: str, path: str) -> tuple[Owned[Page], dict[str, str]]:
    for owned in platform.registry.pages:
        found = match(owned.record.path, path) if owned.plugin == plugin else None
        if found is None:
            continue
        if not may_open(ctx, owned.record):
            raise Forbidden(Text("您没有查看此页面的权限", "you may not open this page"))
        return owned, found
    raise NotFound(Text("页面不存在", "there is no such page"))


HANDLERS = (menu, page, list_of_page, export_table)
__all__ = ["CONSOLE_HANDLERS", "HANDLERS"]
