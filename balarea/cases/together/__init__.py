"""What belongs together: incidents, accounts of one person, the same act on many cases."""
