"""Onboarding, transfer and leaving (入转离办理)."""
