"""Names, landmarks and words of daily use, as data."""
