"""What came in, what went out, and how long the platform lets us write."""
