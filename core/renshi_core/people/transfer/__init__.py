"""Employees by the sheet: a template, an import that is checked before anything is written, and exports."""
