"""When a call is tried again. Pure; the jitter is given, so that endpoints that failed together do not come back together."""

from datetime import timedelta

_MINUTE, _HOUR = 60, 3600
WAITS = (
    5,
    _MINUTE,
    5 * _MINUTE,
    30 * _MINUTE,
    2 * _HOUR,
    5 * _HOUR,
    10 * _HOUR,
    10 * _HOUR,
)  # seconds: 27.6 hours in all
TRIES = len(WAITS) + 1
JITTER = 0.2  # of each wait, up or down
HOLD = 5 * _MINUTE  # at the most, of an endpoint that fails
GIVES_UP = timedelta(hours=24)  # of nothing but failures, after which an endpoint is disabled
LONGEST = 6 * _HOUR  # that an endpoint may ask us to wait


def wait(tries: int, jitter: float, asked: float = 0) -> timedelta | None:
    """How long after the failed attempt number `tries` (from 1) the next is due; None when it was the last.

    `jitter` lies in -1 … 1; `asked` are the seconds of a Retry-After, which may lengthen the wait."""
    if tries >= TRIES:
        return None
    return timedelta(seconds=max(WAITS[tries - 1] * (1 + JITTER * jitter), min(asked, LONGEST)))


def hold(failures: int, jitter: float) -> timedelta:
    """How long an endpoint is left in peace after so many failures in a row, whichever call is next."""
    return timedelta(seconds=min(5.0 * 2 ** (min(failures, 16) - 1), HOLD) * (1 + JITTER * jitter))
