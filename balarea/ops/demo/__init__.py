"""Invented accounts, posts and programmes to try the product with; everything is marked as demo."""

from balarea.ops.demo.load import Demo, load

__all__ = ["Demo", "load"]
