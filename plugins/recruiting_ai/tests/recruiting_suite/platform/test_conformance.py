from renshi_sdk.testing import conformance

TestConformance = conformance("recruiting_ai")
