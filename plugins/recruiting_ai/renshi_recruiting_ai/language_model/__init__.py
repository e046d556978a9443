"""A language model behind an OpenAI-compatible address: off until a company turns it on; it never decides."""
