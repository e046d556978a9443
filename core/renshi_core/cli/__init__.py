"""The command line: ``renshi``."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points

import click

from renshi_core import logs
from renshi_core.cli.companies import audit, tenants
from renshi_core.cli.keys import keys
from renshi_core.cli.plugins import new_plugin, plugins
from renshi_core.cli.run import check, migrate, serve, up, worker
from renshi_core.db import DatabaseUnusable
from renshi_core.embedded import EmbeddedError
from renshi_core.plugins.records import PluginLoadError
from renshi_core.secrets.registry import WrongKey
from renshi_core.settings import SettingsError, get_settings
from renshi_core.supervisor import EXIT_UNUSABLE

EXPECTED = (DatabaseUnusable, EmbeddedError, SettingsError, PluginLoadError, WrongKey)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="renshi-core", prog_name="renshi")
def cli() -> None:
    """Renshi (人事), the HR platform."""
    logs.configure(get_settings())


for command in (up, serve, worker, migrate, check, plugins, new_plugin, tenants, audit, keys):
    cli.add_command(command)
for entry in entry_points(group="renshi.commands"):
    cli.add_command(entry.load(), entry.name)


def main() -> None:
    """Run a command; expected trouble is one sentence and exit code 2."""
    try:
        cli(standalone_mode=True)
    except EXPECTED as error:
        click.echo(f"renshi: {error}", err=True)
        sys.exit(EXIT_UNUSABLE)
