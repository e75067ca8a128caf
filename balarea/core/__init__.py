"""What every room may use: clock, identifiers, text, numbers, errors. No Django, no input or output."""
