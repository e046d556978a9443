"""Reports sent at a clock, each reader their own."""
