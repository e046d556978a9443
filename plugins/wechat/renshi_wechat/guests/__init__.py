"""People outside the company, bound by a one-time code."""
