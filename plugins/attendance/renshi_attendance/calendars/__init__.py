"""The working calendar of a company."""
