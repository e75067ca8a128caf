"""Uploaded photos and documents: kept private, shown clean."""
