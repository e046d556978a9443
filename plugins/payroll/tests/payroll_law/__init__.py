"""The rules of pay once more, written from the texts alone and sharing nothing with the engine."""
