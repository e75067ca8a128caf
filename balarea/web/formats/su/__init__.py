"""Sundanese."""
