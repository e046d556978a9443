"""Evaluates a file of worked pay cases through the engine: ``python -m renshi_payroll.goldens FILE``."""
