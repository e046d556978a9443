"""The testing kit's harness over the real platform. Plugins reach it through ``renshi_sdk.testing``."""

from renshi_core.testing.harness import platform_under_test

__all__ = ["platform_under_test"]
