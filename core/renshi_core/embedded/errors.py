"""Trouble with the servers that the platform starts itself."""

from __future__ import annotations


class EmbeddedError(RuntimeError):
    """An embedded server cannot be used. The text says why and what to do."""


class PortTakenError(EmbeddedError):
    """Another program listens on the wanted port."""
