"""Employees, their employment spells, and the bitemporal record of their jobs."""
