"""``renshi demo``."""

from __future__ import annotations

import sys

import click


@click.command()
@click.option(
    "--once", is_flag=True, help="End after the round: exit status 0, or 1 at the first step that fails."
)
@click.option("--fresh", is_flag=True, help="Begin with an empty data folder (RENSHI_VAR_DIR).")
def demo(once: bool, fresh: bool) -> None:
    """Two example companies with a year behind them, and one candidate's way through all of it."""
    from renshi_demo.running import run_demo

    sys.exit(run_demo(once=once, fresh=fresh))
