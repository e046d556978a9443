"""Sending: notices down the ladder, and replies that took too long for the callback."""
