"""SpeechBrain as a good neighbour of everything else in the process."""

from __future__ import annotations

import sys
from functools import cache


@cache
def prepare() -> None:
    """Import SpeechBrain and keep its redirections quiet; call this before any other import of it.

    SpeechBrain puts a stand-in into ``sys.modules`` for each module that it moved or that needs a library more (k2, for
    instance). Asking a stand-in for any attribute imports what it stands for. Whoever walks over the loaded modules, as
    reloaders and property tests do, asks for ``__file__`` and gets an ``ImportError``. Here each of them gets
    an answer to that question; as redirections they work as before, models of the hub still name the old modules.
    """
    from speechbrain.utils.importutils import LazyModule

    for module in list(sys.modules.values()):
        if isinstance(module, LazyModule):
            module.__dict__.setdefault("__file__", None)
