"""Bluesky and any AT Protocol server."""
