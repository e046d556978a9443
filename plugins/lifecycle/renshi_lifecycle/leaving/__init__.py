"""Leaving: hand-over, settlement, exit interview, certificate."""
