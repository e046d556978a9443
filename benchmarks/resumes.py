"""2,000 résumés: unpacked, read, ranked, over the whole platform; and how many of the first 300 fit.

The résumés are made by the seeded generator of the recruiting plugin's tests (several layouts, Chinese and English, PDF
and DOCX) with planted truth. Real résumés are more varied and read worse; the precision says that the formula finds
what it was told to look for, not that it finds good people.
"""

from __future__ import annotations

import importlib.util
import io
import sys
import time
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

from renshi_core.testing.harness import CoreHarness, platform_under_test

COUNT = 2_000
TOP = 300
API = "/api/plugins/recruiting_ai"
MAKER = Path(__file__).parent.parent / "plugins/recruiting_ai/tests/recruiting_suite/resumes/maker.py"


def _maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("resume_maker", MAKER)
    if spec is None or spec.loader is None:
        raise RuntimeError(f"{MAKER} can't be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules["resume_maker"] = module
    spec.loader.exec_module(module)
    return module


def _archives(files: list[tuple[str, bytes]], each: int = 1000) -> list[bytes]:
    made = []
    for first in range(0, len(files), each):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, content in files[first : first + each]:
                archive.writestr(name, content)
        made.append(out.getvalue())
    return made


async def run() -> dict[str, Any]:
    """Measure one stack from the upload to the ranking."""
    maker = _maker()
    people = maker.people(COUNT)
    archives = _archives([maker.file(person) for person in people])
    async with platform_under_test() as renshi:
        return await _measured(renshi, people, archives)


async def _measured(renshi: CoreHarness, people: list[Any], archives: list[bytes]) -> dict[str, Any]:
    tenant = await renshi.new_tenant(enable=["recruiting_ai"])
    async with tenant.client("admin") as admin:
        profile = (
            await admin.post(f"{API}/profiles/from-template", json={"template": "software_engineer_zh"})
        ).json()
        form = {
            "title": "软件工程师",
            "department_id": str(tenant.departments["PROD"]),
            "profile_id": profile["id"],
            "headcount": 30,
            "description": "后端服务开发",
            "reason": "扩编",
        }
        async with tenant.client("manager") as manager:
            asked = await manager.post(
                "/api/requests", json={"kind": "recruiting_ai.requisition", "form": form}
            )
        async with tenant.client("hr") as hr:
            await hr.post(f"/api/requests/{asked.json()['id']}/approve", json={})
        job = (await admin.get(f"{API}/requisitions")).json()["items"][0]
        batch = (await admin.post(f"{API}/batches", json={"requisition_id": job["id"]})).json()
        began = time.monotonic()
        for archive in archives:
            sent = await admin.post(
                f"{API}/batches/{batch['id']}/upload", files={"data": ("stack.zip", archive)}
            )
            sent.raise_for_status()
        uploaded = time.monotonic()
        await renshi.settle()
        read = time.monotonic()
        ranked: list[dict[str, Any]] = []
        for page in (1, 2):
            answer = await admin.get(f"{API}/requisitions/{job['id']}/ranking?limit=200&page={page}")
            ranked += answer.json()["items"]
        shown = time.monotonic()
        row = (await admin.get(f"{API}/batches")).json()["items"][0]
    by_name = {(person.name, f"{person.number:05d}"): person for person in people}
    top = [by_name[item["name"], item["file_name"][:5]] for item in ranked[:TOP]]
    return {
        "resumes": COUNT,
        "fit": sum(person.fits for person in people),
        "read": row["done"],
        "refused": row["refused"],
        "upload_seconds": round(uploaded - began, 1),
        "read_and_rank_seconds": round(read - uploaded, 1),
        "resumes_per_minute": round(COUNT / (read - uploaded) * 60),
        "ranking_page_seconds": round((shown - read) / 2, 2),
        f"precision_at_{TOP}": round(sum(person.fits for person in top) / TOP, 3),
    }
