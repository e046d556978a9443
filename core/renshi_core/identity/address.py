"""Where a request comes from."""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from litestar import Request

if TYPE_CHECKING:
    from renshi_core.platform import Platform

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def client_address(platform: Platform, request: Request[Any, Any, Any]) -> str:
    """The caller's address: the socket's peer, or what a *trusted* proxy says stands behind it.

    ``X-Forwarded-For`` is read from its end: what stands left of the first address that isn't a trusted proxy
    was written by the caller.
    """
    peer = request.client.host if request.client else "unknown"
    proxies = _networks(tuple(platform.settings.trusted_proxies))
    found = peer
    for hop in reversed(request.headers.get("x-forwarded-for", "").split(",")):
        if not _within(found, proxies):
            break
        if not _is_address(hop.strip()):
            break
        found = hop.strip()
    return found


def comes_from(platform: Platform, request: Request[Any, Any, Any], networks: tuple[str, ...]) -> bool:
    """Whether the caller's address lies in one of ``networks``."""
    return _within(client_address(platform, request), _networks(networks))


def within(address: str, networks: tuple[str, ...]) -> bool:
    """Whether ``address`` lies in one of ``networks``; what is no address lies in none."""
    return _within(address, _networks(networks))


@lru_cache(maxsize=256)
def _networks(proxies: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(proxy, strict=False) for proxy in proxies)


def _within(address: str, networks: tuple[Network, ...]) -> bool:
    return _is_address(address) and any(ipaddress.ip_address(address) in network for network in networks)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
