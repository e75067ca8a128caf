"""Observe: counts of the post store."""
