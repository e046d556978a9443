"""Companies, departments and positions."""
