"""True-ups: past months computed again with what is known now, their differences paid in an open month."""
