"""The whole vocabulary of trouble at the border to a social network: nothing else leaves this room.

Idea of a small vocabulary: healthchecks `hc/api/transports.py`.
"""


class NetworkError(Exception):
    """A network did not do what was asked. The message may be shown to a person: it never holds a secret."""


class Retry(NetworkError):
    """Not now: nothing was changed. Ask again `after` so many seconds; None when the network did not say."""

    def __init__(self, message: str, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


class Refused(NetworkError):
    """The network understood and said no; asking the same again will not help."""


class Expired(NetworkError):
    """The account's key is no longer valid: a person has to connect the account again."""


class Unsupported(NetworkError):
    """The network, or our connector, has no such ability."""


class Unknown(NetworkError):
    """Nobody knows whether it happened (a timeout, a broken line): read the account back before anything else."""


class Unknowable(NetworkError):
    """Nobody knows whether it happened, and this network has no way to find out: a person has to look."""
