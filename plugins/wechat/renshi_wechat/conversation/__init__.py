"""What the account answers."""
