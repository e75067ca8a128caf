"""The end of a case: what has to be shown, what the citizen says of it, and what silence means."""
