"""Observe: coarse rollups of the post store, one per screen."""
