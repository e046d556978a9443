"""Names and clashes: what a plugin contributes must carry its id, fit together, and belong to nobody else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from litestar import Router
from litestar.handlers import HTTPRouteHandler
from litestar.types import ControllerRouterHandler

from renshi_core.plugins.records import CORE, Loaded

OPEN_PERMISSIONS = {"public", "authenticated"}


def problems(plugin: Loaded, earlier: Iterable[Loaded]) -> Iterator[str]:
    """Say what is wrong with a plugin's records, one sentence each."""
    others = [p for p in earlier if p.id != plugin.id]
    yield from _names(plugin)
    yield from _clashes(plugin, others)
    yield from _paths(plugin)
    yield from _permissions(plugin)
    yield from _references(plugin)
    if plugin.app is not None:
        yield from _tables(plugin)


def handlers_of(items: Iterable[ControllerRouterHandler]) -> Iterator[HTTPRouteHandler]:
    """All route handlers below handlers, routers and controllers."""
    router = Router(path="/", route_handlers=list(items))
    for route in router.routes:
        for handler in getattr(route, "route_handlers", ()):
            # Litestar adds an OPTIONS handler of its own to each path.
            if isinstance(handler, HTTPRouteHandler) and handler.http_methods != {"OPTIONS"}:
                yield handler


def _named(plugin: Loaded) -> Iterator[tuple[str, str]]:
    for kind, records in (
        ("permission", plugin.permissions),
        ("request kind", plugin.request_kinds),
        ("job", plugin.jobs),
        ("subscription", plugin.subscriptions),
        ("report", plugin.reports),
        ("dataset", plugin.datasets),
        ("home card", plugin.home_cards),
        ("search source", plugin.searches),
        ("data class", plugin.retention),
        ("consent purpose", plugin.consents),
    ):
        for record in records:
            yield kind, record.name


def _names(plugin: Loaded) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    for kind, name in _named(plugin):
        if name.split(".", 1)[0] != plugin.id:
            yield f"{kind} {name!r} must begin with {plugin.id!r}; it would take another owner's name"
        if (kind, name) in seen:
            yield f"{kind} {name!r} is contributed twice; rename one"
        seen.add((kind, name))


def _clashes(plugin: Loaded, others: list[Loaded]) -> Iterator[str]:
    for kind, pick in (("channel", "channels"), ("carrier", "carriers")):
        taken = {record.name: p.id for p in others for record in getattr(p, pick)}
        for record in getattr(plugin, pick):
            if record.name in taken:
                yield (
                    f"{kind} {record.name!r} is provided by {taken[record.name]!r} already; "
                    f"rename it, or remove one of the two plugins"
                )


def _paths(plugin: Loaded) -> Iterator[str]:
    # Litestar lets a later handler of the same path and method take the place of the earlier one.
    for side in ("handlers", "public"):
        seen: dict[tuple[str, str], str] = {}
        for routes in plugin.routes:
            for handler in getattr(routes, side):
                if not isinstance(handler, HTTPRouteHandler):
                    continue
                for key in (
                    (path, method)
                    for path in sorted(handler.paths)
                    for method in sorted(handler.http_methods)
                ):
                    if key in seen:
                        yield f"{key[1]} {key[0]} is handled by {seen[key]} and by {handler.handler_name}; drop one"
                    seen[key] = handler.handler_name


def _permissions(plugin: Loaded) -> Iterator[str]:
    declared = {p.name for p in plugin.permissions}
    used: dict[str, str] = {}
    for routes in plugin.routes:
        for handler in handlers_of(routes.handlers):
            permission = handler.opt.get("permission")
            where = f"handler {handler.handler_name}"
            if permission is None:
                yield f"{where} names no permission; make it with renshi_sdk.web.get/post/…"
            elif permission == "public":
                yield f"{where} is public; contribute it as Routes(public=…)"
            else:
                used.setdefault(permission, where)
        for handler in handlers_of(routes.public):
            if handler.opt.get("permission") != "public":
                yield f"public handler {handler.handler_name} must be made with public_get or public_post"
    used |= {page.permission: f"page {page.path}" for page in plugin.pages}
    used |= {entry.permission: f"menu entry {entry.page}" for entry in plugin.menu}
    used |= {card.permission: f"home card {card.name}" for card in plugin.home_cards}
    used |= {source.permission: f"search source {source.name}" for source in plugin.searches}
    used |= {report.permission: f"report {report.name}" for report in plugin.reports}
    used |= {dataset.permission: f"dataset {dataset.name}" for dataset in plugin.datasets}
    used |= {
        k.submit_for_others: f"request kind {k.name}" for k in plugin.request_kinds if k.submit_for_others
    }
    if plugin.settings and plugin.settings.permission:
        used[plugin.settings.permission] = "settings"
    for name, where in used.items():
        own = name.split(".", 1)[0]
        if name not in declared and name not in OPEN_PERMISSIONS and own != CORE:
            yield f"{where} asks for {name!r}, which renshi_permissions doesn't declare"


def _references(plugin: Loaded) -> Iterator[str]:
    jobs = {job.name for job in plugin.jobs}
    pages = {page.path for page in plugin.pages}
    for schedule in plugin.schedules:
        if schedule.job not in jobs:
            yield f"schedule for {schedule.job!r}: the plugin has no such job"
    for kind in plugin.retention:
        # Files go on their day by the platform's own job.
        if kind.own_job is not None and kind.own_job not in jobs | {"core.purge_files"}:
            yield f"data class {kind.name!r} is purged by {kind.own_job!r}: the plugin has no such job"
    for entry in plugin.menu:
        if entry.page not in pages:
            yield f"menu entry {entry.title.en!r} opens {entry.page!r}, which is no page of the plugin"


def _tables(plugin: Loaded) -> Iterator[str]:
    app = plugin.app
    if app is None:
        return
    if app.app_name != plugin.id:
        yield f"its piccolo app is named {app.app_name!r}; it must be {plugin.id!r}"
    for table in app.table_classes:
        if not table._meta.tablename.startswith(f"{plugin.id}_"):
            yield f"table {table._meta.tablename!r} must begin with {plugin.id + '_'!r}"
    if plugin.personal_data is None and plugin.id != CORE:
        yield "it has tables and contributes no renshi_personal_data: say how a person's data is exported and erased"
