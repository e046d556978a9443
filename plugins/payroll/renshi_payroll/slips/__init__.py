"""Pay slips: reading, explaining and handing out."""
