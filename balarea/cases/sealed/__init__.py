"""What is sealed and what is removed: originals, looks at them, requests about one's own data."""
