"""The platform's own suite for plugins."""

from renshi_sdk.testing import conformance

TestConformance = conformance("attendance")
