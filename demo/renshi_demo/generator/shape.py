"""The companies of the group, read from ``data/companies.yaml``."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from renshi_demo.generator.model import CompanyPlan, CostCentre, DepartmentPlan, PositionPlan, Post


@lru_cache(maxsize=1)
def companies() -> tuple[CompanyPlan, ...]:
    """The example companies, the first one the larger."""
    raw = files("renshi_demo").joinpath("data/companies.yaml").read_text(encoding="utf-8")
    return tuple(_company(entry) for entry in yaml.safe_load(raw))


def _company(entry: dict[str, Any]) -> CompanyPlan:
    plain = {
        name: entry[name]
        for name in ("code", "public_code", "name", "short", "industry", "city", "prefix", "leaving")
    }
    return CompanyPlan(
        **plain,
        plugins=tuple(entry["plugins"]),
        regions=tuple(entry["regions"]),
        departments=tuple(DepartmentPlan(**d) for d in entry["departments"]),
        positions=tuple(PositionPlan(**{**p, "wage": tuple(p["wage"])}) for p in entry["positions"]),
        posts=tuple(Post(*post) for post in entry["posts"]),
        cost_centres=tuple(CostCentre(c, title, tuple(d)) for c, title, d in entry["cost_centres"]),
        places=tuple(Post(*place) for place in entry["places"]),
    )
