"""What the law asks for and nobody has done yet."""
