"""Analysis of text beside the event loop, one at a time.

More threads would not be faster, since Python runs one at a time; they would take the event loop's share and, at the
first answers of many candidates, read the dictionary as often as there are threads.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import ParamSpec, TypeVar

from .tokens import tokenize

P = ParamSpec("P")
T = TypeVar("T")
_ONE = ThreadPoolExecutor(1, thread_name_prefix="renshi-interview")


async def think(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The result of `work`, computed in the one thread."""
    return await asyncio.get_running_loop().run_in_executor(_ONE, lambda: work(*args, **kwargs))


@lru_cache(maxsize=1)
def warm() -> None:
    """Have the dictionary read in the background, before the first answer comes."""
    _ONE.submit(tokenize, "面试")
