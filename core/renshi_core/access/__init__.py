"""What an actor may do, and over whom."""

from renshi_core.access.grants import Grant, Grants

__all__ = ["Grant", "Grants"]
