"""Pages and API: shows and asks, decides nothing."""
