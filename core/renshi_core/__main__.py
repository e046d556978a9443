"""``python -m renshi_core`` is the command ``renshi``."""

from renshi_core.cli import main

main()
