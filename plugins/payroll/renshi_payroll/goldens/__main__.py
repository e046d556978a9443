"""Command line: prints every wrong and every manual case and ``N of N exact``.

Exit 0 where all are exact, 1 where one is not, 2 where the file can't be read.
"""

from __future__ import annotations

import argparse
import json
import sys
from decimal import Decimal
from pathlib import Path

from renshi_payroll.goldens.evaluate import evaluate_file


def main(arguments: list[str] | None = None) -> int:
    """Run the command; the return value is the exit code."""
    parser = argparse.ArgumentParser(prog="renshi_payroll.goldens", description=__doc__)
    parser.add_argument("file", type=Path, help="a payroll-goldens/1 file")
    options = parser.parse_args(arguments)
    try:
        # Numbers with a point stay decimal: an amount never passes through float, however a file writes it.
        document = json.loads(options.file.read_text(encoding="utf-8-sig"), parse_float=Decimal)
        report = evaluate_file(document)
    except (OSError, ValueError, RecursionError) as error:
        print(f"cannot evaluate {options.file}: {error}", file=sys.stderr)
        return 2
    for case in report.manual:
        said = "the engine agrees, given its facts" if case in report.agreeing else "needs a person"
        print(f"manual {case}: no evaluator; {said}")
    for case, keys in report.ignored.items():
        print(f"note {case}: input not read by its evaluator: {', '.join(keys)}")
    for failure in report.failures:
        print(f"WRONG {failure}")
    print(f"{report.exact} of {report.evaluated} exact, {len(report.manual)} manual")
    return 0 if report.evaluated and report.exact == report.evaluated else 1


if __name__ == "__main__":
    sys.exit(main())
