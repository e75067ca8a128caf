"""What is promised and by when: working time, service classes, the clock of a case."""
