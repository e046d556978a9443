"""Free and taken TCP ports."""

from __future__ import annotations

import errno
import socket

from renshi_core.embedded.errors import PortTakenError

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """A loopback port that nobody listens on now; it may be taken before the caller binds it."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Whether a server could bind `host:port` now."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        # Servers set this too: a port whose last connections still linger is not taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                return False
            raise
        return True


def require_free(port: int, host: str, setting: str) -> None:
    """Raise `PortTakenError` that names the setting to change, unless `host:port` can be bound."""
    if not is_free(port, host):
        raise PortTakenError(
            f"Port {port} on {host} is taken by another program. Stop that program or choose another port "
            f"with {setting}."
        )
