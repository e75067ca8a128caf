"""One module a command; its function has the name of the module."""
