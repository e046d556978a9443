"""Training: courses with an exam, and who has to take them."""
