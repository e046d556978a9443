"""The platform's suite for every plugin."""

from renshi_sdk.testing import conformance

TestConformance = conformance("wechat")
