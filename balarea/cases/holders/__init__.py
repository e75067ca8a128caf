"""Who holds a case: routing, what persons taught, and hand-off between administrations."""
