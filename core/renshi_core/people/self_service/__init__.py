"""People change their own file: at once where their tenant lets them, with approval where it doesn't."""
