"""The register of agencies, their duties, official accounts and credentials."""
