"""How long each kind of data is kept, and its removal on the day."""
