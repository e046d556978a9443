"""The plugin keeps the platform's rules."""

from renshi_sdk.testing import conformance

TestConformance = conformance("mail")
