"""RSS and Atom feeds of newspapers and sites of government: only read."""
