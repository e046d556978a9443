"""``python -m benchmarks [NAME…]``: measure, print, and write ``benchmarks/results.json``."""

from __future__ import annotations

import argparse
import asyncio
import importlib
import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

import uvloop

NAMES = (
    "attendance",
    "console",
    "requests",
    "core_hr",
    "listing",
    "search",
    "custom_fields",
    "organisation",
    "reports",
    "outbox",
    "audit",
    "plugin_count",
    "content_scoring",
    "interviews",
    "payroll",
    "payroll_preview",
    "payroll_slips_pdf",
    "resumes",
)
RESULTS = Path(__file__).parent / "results.json"


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    model = next(
        (line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor(),
    )
    return {
        "cpu": model,
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
    }


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


def main() -> int:
    """Run the benchmarks named on the command line, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], help="which; all by default")
    chosen = parser.parse_args().names or NAMES
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for name in chosen:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            figures = runner.run(importlib.import_module(f"benchmarks.{name}").run())
        results[name] = {"machine": machine(), "figures": figures}
        print(f"{name}\n{json.dumps(figures, indent=2, ensure_ascii=False)}", flush=True)
        RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
