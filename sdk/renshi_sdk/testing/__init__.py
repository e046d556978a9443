"""The kit for testing a plugin against the real platform: real PostgreSQL, real HTTP stack, frozen clock.

``pip install renshi-sdk[testing] renshi-core`` and write::

    async def test_a_course_is_listed(renshi):
        tenant = await renshi.new_tenant(enable=["training"])
        hr = tenant.client("hr")
        answer = await hr.post("/api/plugins/training/courses", json={"code": "SAFE", "title": "安全生产"})
        assert answer.status_code == 201

and the conformance suite in one line::

    TestConformance = conformance("training")
"""

from renshi_sdk.testing.conformance import PluginConformance, conformance
from renshi_sdk.testing.harness import Harness, TestTenant

__all__ = ["Harness", "PluginConformance", "TestTenant", "conformance"]
