"""What this installation can analyse, with which model, and under which licence."""
