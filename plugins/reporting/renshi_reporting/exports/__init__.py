"""Reports as files, made in the background."""
