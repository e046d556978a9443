"""The first page: what waits for me, the figures of my scope, what plugins add, and pages I keep."""
