"""Telling people of the government side: by which ways each is reached, and a ledger of what was told to whom."""
