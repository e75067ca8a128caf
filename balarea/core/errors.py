"""Errors that a person can act on."""


class BalareaError(Exception):
    """A refusal in words for the person who asked; never a stack trace."""


class NotFound(BalareaError):
    """What was asked for does not exist, or not for this person: both look the same on purpose."""


class NotAllowed(BalareaError):
    """The person's role does not include this."""


class Conflict(BalareaError):
    """Somebody or something was faster: the state is no longer the one that was seen."""
