"""Work on the spot: tasks, and what officers bring back from there."""
