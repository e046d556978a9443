"""Heads, hires and ends by month, counted beforehand."""
