"""What would be paid if …: changes assumed for a person or a group, computed as runs compute, never stored."""
