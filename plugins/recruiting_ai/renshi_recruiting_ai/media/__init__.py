"""Recordings of interviews: taken in piece by piece, kept sealed, decoded in a limited process."""
