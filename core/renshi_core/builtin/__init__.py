"""The core's own features, contributed the same way a plugin's are."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from renshi_core.audit import endpoints as audit_endpoints
from renshi_core.audit import records as audit_records
from renshi_core.builtin import endpoints as plugin_endpoints
from renshi_core.builtin import records as plugin_records
from renshi_core.console import endpoints as console_endpoints
from renshi_core.events import endpoints as events_endpoints
from renshi_core.events import records as events_records
from renshi_core.files import endpoints as files_endpoints
from renshi_core.files import records as files_records
from renshi_core.home import endpoints as home_endpoints
from renshi_core.home import records as home_records
from renshi_core.identity import endpoints as identity_endpoints
from renshi_core.identity import records as identity_records
from renshi_core.jobs import endpoints as jobs_endpoints
from renshi_core.jobs import records as jobs_records
from renshi_core.notices import endpoints as notices_endpoints
from renshi_core.notices import records as notices_records
from renshi_core.organization import endpoints as organization_endpoints
from renshi_core.organization import records as organization_records
from renshi_core.people import endpoints as people_endpoints
from renshi_core.people import records as people_records
from renshi_core.piccolo_app import APP_CONFIG
from renshi_core.plugins.records import CORE, Loaded
from renshi_core.privacy import endpoints as privacy_endpoints
from renshi_core.privacy import records as privacy_records
from renshi_core.requests import endpoints as requests_endpoints
from renshi_core.requests import records as requests_records
from renshi_core.search import endpoints as search_endpoints
from renshi_core.search import records as search_records
from renshi_sdk.manifest import Manifest
from renshi_sdk.text import Text

RECORDS: tuple[ModuleType, ...] = (
    people_records,
    organization_records,
    requests_records,
    identity_records,
    audit_records,
    jobs_records,
    events_records,
    notices_records,
    files_records,
    search_records,
    home_records,
    privacy_records,
    plugin_records,
)
ENDPOINTS: tuple[ModuleType, ...] = (
    people_endpoints,
    organization_endpoints,
    requests_endpoints,
    identity_endpoints,
    audit_endpoints,
    jobs_endpoints,
    events_endpoints,
    notices_endpoints,
    files_endpoints,
    search_endpoints,
    home_endpoints,
    privacy_endpoints,
    plugin_endpoints,
    console_endpoints,
)


def _joined(name: str) -> tuple[Any, ...]:
    return tuple(record for module in RECORDS for record in getattr(module, name, ()))


def _manifest() -> Manifest:
    # The id is kept for the platform, so the manifest's own check would refuse it.
    manifest = object.__new__(Manifest)
    values: dict[str, Any] = {
        "id": CORE,
        "title": Text("平台", "Platform"),
        "version": "0.1.0",
        "summary": Text(
            "人员、组织、审批、账号与后台任务", "People, organisation, requests, accounts, background work"
        ),
        "sdk_api": 1,
        "requires": (),
        "after": (),
        "industries": (),
        "piccolo_app": "renshi_core.piccolo_app",
    }
    for name, value in values.items():
        object.__setattr__(manifest, name, value)
    return manifest


def core_plugin() -> Loaded:
    """The records of the core as a loaded plugin named ``core``."""
    return Loaded(
        manifest=_manifest(),
        module=sys.modules[__name__],
        distribution="renshi-core",
        app=APP_CONFIG,
        permissions=_joined("PERMISSIONS"),
        request_kinds=_joined("REQUEST_KINDS"),
        jobs=_joined("JOBS"),
        schedules=_joined("SCHEDULES"),
        subscriptions=_joined("SUBSCRIPTIONS"),
        pages=_joined("PAGES"),
        menu=_joined("MENU"),
        reports=_joined("REPORTS"),
        datasets=_joined("DATASETS"),
        channels=_joined("CHANNELS"),
        health=_joined("HEALTH"),
        personal_data=_personal_data(),
        retention=_joined("RETENTION"),
        home_cards=_joined("HOME_CARDS"),
        consents=_joined("CONSENTS"),
    )


def core_handlers() -> tuple[Any, ...]:
    """Route handlers of the core, relative to ``/api``."""
    return tuple(handler for module in ENDPOINTS for handler in module.HANDLERS)


def _personal_data() -> Any:
    from renshi_core.builtin.personal_data import joined

    return joined([module.PERSONAL_DATA for module in RECORDS if getattr(module, "PERSONAL_DATA", None)])
