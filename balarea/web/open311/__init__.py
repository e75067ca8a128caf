"""Open311 GeoReport v2: reports from and to other systems (docs/open311.md)."""
