"""Renewing contracts that end."""
