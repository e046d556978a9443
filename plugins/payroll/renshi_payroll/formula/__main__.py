"""``python -m renshi_payroll.formula [N]``: N random slips by both twins, a million by default.

Prints how many values were compared and exits 1 at the first difference.
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import date

from renshi_payroll.engine.slip import TaxTables
from renshi_payroll.formula.twins import compare
from renshi_payroll.parameters import load_parameters


def main(arguments: list[str] | None = None) -> int:
    """Run the command; the return value is the exit code."""
    parser = argparse.ArgumentParser(prog="renshi_payroll.formula", description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--seed", type=int, default=20261126)
    options = parser.parse_args(arguments)
    parameters, day = load_parameters(), date(2026, 11, 1)
    tables = TaxTables(parameters.table("iit.annual_table", day), parameters.table("iit.monthly_table", day))
    started = time.perf_counter()
    try:
        compared = compare(options.count, options.seed, tables)
    except AssertionError as error:
        print(f"DIFFERENT {error}")
        return 1
    print(f"{options.count} slips, {compared} values, 0 different, {time.perf_counter() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
