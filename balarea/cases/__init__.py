"""Connect: from a citizen's post to a case, its routing, answer and closing."""
