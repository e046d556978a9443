"""Structure out of a résumé's text, each value with the place it stands at."""
