"""Sessions with an AT Protocol server, and its errors in the words of `networks/errors.py`."""

import contextlib
from collections.abc import Iterator

import httpx
from atproto import Client, Request
from atproto.exceptions import AtProtocolError, RateLimitExceededError
from atproto_client.exceptions import RequestErrorBase

from balarea.networks.errors import Expired, NetworkError, Refused, Retry, Unknown
from balarea.networks.values import AccountKey

SECONDS = 20.0
_KEYS = {
    "AuthenticationRequired",
    "ExpiredToken",
    "InvalidToken",
    "AccountTakedown",
    "AccountDeactivated",
    "AuthMissing",
}
_sessions: dict[AccountKey, Client] = {}


def client(key: AccountKey) -> Client:
    """A session for the key, kept as long as it works: servers allow few logins. Raises Expired, Retry."""
    if key not in _sessions:
        request = Request(timeout=SECONDS)
        fresh = Client(base_url=key.server, request=request)
        with contextlib.ExitStack() as failing, words(changes=False):
            failing.callback(request.close)
            fresh.login(key.identifier, key.secret, fetch_bsky_profile=False)
            failing.pop_all()
        _sessions[key] = fresh
    return _sessions[key]


def forget(key: AccountKey | None = None) -> None:
    """End the session of a key, or all."""
    for each in [key] if key else list(_sessions):
        if stale := _sessions.pop(each, None):
            stale.request.close()


@contextlib.contextmanager
def words(*, changes: bool, key: AccountKey | None = None) -> Iterator[None]:
    """Translate what goes wrong inside; `changes` says whether the call could have changed something."""
    try:
        yield
    except RequestErrorBase as error:
        trouble = translate(error, changes)
        if isinstance(trouble, Expired) and key is not None:
            forget(key)
        raise trouble from None
    except AtProtocolError as error:
        raise Refused(f"Bluesky: {error}") from None


def translate(error: RequestErrorBase, changes: bool) -> NetworkError:
    """A connection that never came about, or 429, changed nothing; a timeout or 5xx after sending: nobody knows."""
    if isinstance(error, RateLimitExceededError):
        return Retry("Bluesky meminta menunggu (batas laju).", error.retry_after or 60.0)
    if error.response is None:
        never = isinstance(error.__cause__, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
        return Retry("Server tidak terhubung.") if never or not changes else Unknown("Server tidak menjawab.")
    status, code = error.response.status_code, getattr(error.response.content, "error", "")
    if status in {401, 403} or code in _KEYS:
        return Expired(f"Kunci akun tidak berlaku lagi ({code or status}); hubungkan akun kembali.")
    if status >= 500:
        return Unknown(f"Server bermasalah ({status}).") if changes else Retry(f"Server bermasalah ({status}).")
    return Refused(f"Ditolak server: {error}")
