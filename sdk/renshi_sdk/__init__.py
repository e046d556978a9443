"""What a plugin author imports, and nothing else.

Start in :mod:`renshi_sdk.hookspecs`: it lists everything a plugin can contribute. ``renshi_sdk.db`` and
``renshi_sdk.web`` are imported by their own names, since they need a database and a web library.
"""

from renshi_sdk.clock import Clock, FrozenClock, SystemClock
from renshi_sdk.context import Actor, Context
from renshi_sdk.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NeedsAttention,
    NotFound,
    RenshiError,
    Temporary,
    TooMany,
    Unauthenticated,
)
from renshi_sdk.ids import new_id
from renshi_sdk.manifest import SDK_API, Manifest
from renshi_sdk.markers import hookimpl
from renshi_sdk.services import Clause, JobState
from renshi_sdk.text import Text

__version__ = "0.1.0"

__all__ = [
    "SDK_API",
    "Actor",
    "Clause",
    "Clock",
    "Conflict",
    "Context",
    "Forbidden",
    "FrozenClock",
    "Invalid",
    "JobState",
    "Manifest",
    "NeedsAttention",
    "NotFound",
    "RenshiError",
    "SystemClock",
    "Temporary",
    "Text",
    "TooMany",
    "Unauthenticated",
    "hookimpl",
    "new_id",
]
