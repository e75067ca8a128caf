"""Telling other systems what happened here: the record of writes, read in order, becomes signed calls."""
