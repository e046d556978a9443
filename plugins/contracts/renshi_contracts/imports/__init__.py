"""Contracts from a workbook."""
