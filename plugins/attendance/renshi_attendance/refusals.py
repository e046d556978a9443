"""The engine's refusals as the platform's errors: who has to act next decides the class."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from renshi_sdk import Conflict, Invalid, NeedsAttention, Text

from .engine.errors import (
    CalendarUnknown,
    EngineError,
    LeaveOverlap,
    OverrideRefused,
    ProvinceUnknown,
    RosterUnknown,
)
from .engine.regimes import StandardUnknown
from .engine.rules import ShiftUnknown


@contextmanager
def refusals() -> Iterator[None]:
    """Raise ``Conflict``, ``NeedsAttention`` or ``Invalid`` for what the engine refuses inside the block."""
    try:
        yield
    except (LeaveOverlap, OverrideRefused) as error:
        raise Conflict(Text(error.zh, error.en), code=error.code) from error
    except (CalendarUnknown, ProvinceUnknown, RosterUnknown, ShiftUnknown, StandardUnknown) as error:
        raise NeedsAttention(Text(error.zh, error.en), code=error.code) from error
    except EngineError as error:
        raise Invalid(Text(error.zh, error.en), code=error.code) from error
