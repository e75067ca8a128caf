"""How numbers and dates are written, for languages that Django does not know."""
