"""Care for people's data."""
