"""Balarea: social media as an instrument of government."""

__version__ = "0.1.0"
