"""Dated parameters: bounds, rates and tables with their source, status and period of effect."""

from renshi_payroll.parameters.loader import load_parameters
from renshi_payroll.parameters.model import Parameters, RecordedValue, Resolved, Series, Value

__all__ = ["Parameters", "RecordedValue", "Resolved", "Series", "Value", "load_parameters"]
