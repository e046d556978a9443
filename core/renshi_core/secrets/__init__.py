"""Sealing of fields that a database dump must not show."""

from renshi_core.secrets.keyring import KeyRing, TenantKeys

__all__ = ["KeyRing", "TenantKeys"]
