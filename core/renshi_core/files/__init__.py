"""The file store: contents are sealed on disk, rows say what they are."""
