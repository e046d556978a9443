"""Time away on duty: business trips and work outside."""
