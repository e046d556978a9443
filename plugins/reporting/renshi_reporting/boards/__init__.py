"""Boards: the key figures, and the reports that somebody wants to see every day."""
