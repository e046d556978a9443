"""Reports with a formula of their own."""
