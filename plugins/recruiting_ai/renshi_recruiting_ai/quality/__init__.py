"""Whether what interviews measured says anything about the work that followed (quality of hire)."""
