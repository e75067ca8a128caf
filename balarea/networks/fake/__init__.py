"""The demo network: a social network in one SQLite file, with the same contract as the real ones."""
