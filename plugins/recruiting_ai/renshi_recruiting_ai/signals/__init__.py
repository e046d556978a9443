"""What was measured in recordings, with the moments it was measured at, and whether any of it may count."""
