"""Telling people things: an inbox that always has it, and a ladder of channels."""
