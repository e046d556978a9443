"""Overtime asked for and approved."""
