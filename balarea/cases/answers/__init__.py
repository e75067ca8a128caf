"""Answering in the thread: drafts, canned answers, colleagues, and what became of what was sent."""
