"""People's double marks: how well they agree, how well the scorer agrees with them, and what follows for scores."""
