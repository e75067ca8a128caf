"""The post store: sources, ingestion, search."""
