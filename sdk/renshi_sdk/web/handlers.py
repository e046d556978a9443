"""Litestar handlers that must name a permission.

A handler asks for what it needs by argument name: ``ctx: Context`` (who, where, services) and, on lists,
``listing_query: ListQuery``. It runs in one transaction, committed before the answer leaves; an answer of
400 or more, or an exception, undoes it::

    @get("/courses", permission="training.course.read")
    async def list_courses(ctx: Context, listing_query: ListQuery) -> dict[str, Any]:
        return page_of(await service.list_courses(ctx, listing_query))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final

import litestar
from litestar.handlers import HTTPRouteHandler
from litestar.params import Dependency

AUTHENTICATED: Final = "authenticated"
"""For handlers that serve every signed-in user about themselves; the service must check whose data it is."""

STEP_UP: Final = {"step_up": True}
"""``opt=STEP_UP``: the caller proves again who they are first, where their company asks for that. For handlers that
show sensitive data in full or give it away."""

INJECTED = {"ctx", "listing_query", "platform"}
Decorator = Callable[[Callable[..., Any]], HTTPRouteHandler]


def _guarded(
    make: Callable[..., Any], path: str | list[str], permission: str, options: dict[str, Any]
) -> Decorator:
    if not permission:
        raise ValueError(f"handler {path}: name a permission, or AUTHENTICATED")
    opt = {**options.pop("opt", {}), "permission": permission}

    def decorate(handler: Callable[..., Any]) -> HTTPRouteHandler:
        # What the platform hands in is taken as it is; Litestar would check and copy it field by field.
        for name in INJECTED & handler.__annotations__.keys():
            handler.__annotations__[name] = Annotated[Any, Dependency(skip_validation=True)]
        made: HTTPRouteHandler = make(path, opt=opt, **options)(handler)
        return made

    return decorate


def get(path: str = "/", *, permission: str, **options: Any) -> Decorator:
    """A GET handler; it must not change anything but the audit chain."""
    return _guarded(litestar.get, path, permission, options)


def post(path: str = "/", *, permission: str, **options: Any) -> Decorator:
    """A POST handler; callers may send ``Idempotency-Key`` and get the first answer again."""
    return _guarded(litestar.post, path, permission, options)


def put(path: str, *, permission: str, **options: Any) -> Decorator:
    """A PUT handler."""
    return _guarded(litestar.put, path, permission, options)


def patch(path: str, *, permission: str, **options: Any) -> Decorator:
    """A PATCH handler."""
    return _guarded(litestar.patch, path, permission, options)


def delete(path: str, *, permission: str, **options: Any) -> Decorator:
    """A DELETE handler, answering 204."""
    return _guarded(litestar.delete, path, permission, options)


def public_get(path: str | list[str], **options: Any) -> Decorator:
    """A GET handler for anybody, under ``/public/<company code>/<plugin>``; the actor is ``candidate``."""
    return _guarded(litestar.get, path, "public", options)


def public_post(path: str, **options: Any) -> Decorator:
    """A POST handler for anybody: rate-limited by address, without CSRF token; check everything it is sent."""
    return _guarded(litestar.post, path, "public", options)


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """Handlers of a plugin.

    Attributes:
        handlers: mounted under ``/api/plugins/<id>``, each with a permission.
        public: mounted under ``/public/<company code>/<id>``, made with ``public_get``/``public_post``.
        assets: ``"package:folder"`` of static files, served under ``/public/<company code>/<id>/assets/``.
    """

    handlers: tuple[Any, ...] = ()
    public: tuple[Any, ...] = ()
    assets: str | None = None
