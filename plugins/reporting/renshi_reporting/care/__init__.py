"""Care of personal data."""
