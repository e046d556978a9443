"""The API against what its own description allows: nothing a caller sends is a fault of ours."""

from __future__ import annotations

import asyncio
import re
import socket
import sys
from pathlib import Path

import pytest
import uvicorn

from renshi_core.testing.harness import CoreHarness

OURS = r"^/api/(session|sessions|users|roles|permissions|api-keys|audit|password|totp|invitations)"


@pytest.mark.slow
async def test_no_request_that_the_description_allows_or_forbids_ends_in_a_5xx(renshi: CoreHarness) -> None:
    tenant = await renshi.new_tenant()
    token = await tenant.token("admin", None)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(renshi.app, log_config=None, access_log=False, lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            prober = await asyncio.create_subprocess_exec(
                str(Path(sys.executable).with_name("schemathesis")),
                "run",
                f"http://127.0.0.1:{port}/schema/openapi.json",
                *("--checks", "not_a_server_error"),
                *("--header", f"Authorization: Bearer {token}"),
                *("--include-path-regex", OURS),
                *("--max-examples", "4"),
                *("--phases", "coverage,fuzzing"),
                *("--generation-database", "none"),
                "--continue-on-failure",
                "--no-color",
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
            )
            output, _ = await asyncio.wait_for(prober.communicate(), 280)
        finally:
            server.should_exit = True
            await serving
    told = output.decode()
    assert prober.returncode == 0, told
    tested = re.search(r"Tested: (\d+)", told)
    assert tested is not None, told
    assert int(tested[1]) >= 40, told
