"""What the operator can mend: one sentence that says what is wrong and what to do."""


class OpsError(Exception):
    """Printed as one line by the command line, with exit code 2; never as a stack trace."""
