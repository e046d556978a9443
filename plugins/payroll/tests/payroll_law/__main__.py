"""N random cases against the engine, a million by default.

``PYTHONPATH=plugins/payroll/tests python -m payroll_law [N]``

``--write`` makes the file of edge cases anew.
"""

from __future__ import annotations

import argparse
import sys
import time

from .cases import edges, write
from .comparing import compare_random


def main() -> int:
    parser = argparse.ArgumentParser(prog="payroll_law", description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--seed", type=int, default=20261126)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if options.write:
        write()
        sys.stdout.write(f"{len(edges())} cases written\n")
        return 0
    started = time.process_time()
    compared, found = compare_random(options.count, options.seed)
    for wrong in found:
        sys.stdout.write(f"DIFFERENT {wrong}\n")
    took = time.process_time() - started
    sys.stdout.write(f"{options.count} cases, {compared} figures, {len(found)} different, {took:.0f} s\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
