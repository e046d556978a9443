"""What the README's figures come from. Each measure is a ratio against a named peer or limit of the same run."""
