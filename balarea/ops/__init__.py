"""The running system: PostgreSQL, settings, command line, demo data and benchmarks."""
