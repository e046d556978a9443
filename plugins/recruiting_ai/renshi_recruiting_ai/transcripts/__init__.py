"""What was said, in words: heard by a model, typed or corrected by the candidate. Every version is kept."""
