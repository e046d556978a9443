"""Punches: raw clock times, never edited."""
