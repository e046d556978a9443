"""Workbooks that people fill in: reading their cells, and what each of them means."""
