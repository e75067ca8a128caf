"""Control: the plan, its indicators, what is reported and what is claimed."""
