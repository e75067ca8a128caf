"""Who hears of a case that waits too long, and who is woken for an emergency."""
