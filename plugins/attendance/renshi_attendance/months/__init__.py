"""Months: computed, checked, locked, handed to payroll."""
