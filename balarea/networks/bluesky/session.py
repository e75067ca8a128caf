"""Sessions with an AT Protocol server, and its errors in the words of `networks/errors.py`."""

import contextlib
from collections.abc import Iterator
from typing import Any

import httpx
from atproto import Client, Request
from atproto.exceptions import AtProtocolError, RateLimitExceededError
from atproto_client.exceptions import RequestErrorBase
from atproto_client.models.dot_dict import DotDict

from balarea.networks.errors import Expired, NetworkError, Refused, Retry, Unknown, Unsupported
from balarea.networks.values import AccountKey

SECONDS = 20.0
PASSWORDS = "Setelan › Privasi dan keamanan › Sandi aplikasi"
NO_CHAT = (
    "Sandi aplikasi ini tidak membuka pesan langsung. Buat sandi aplikasi baru di Bluesky"
    f" ({PASSWORDS}) dengan izin pesan langsung dicentang, lalu hubungkan akun kembali."
)
NO_SERVER = "Di alamat itu tidak ada server Bluesky. Tulis alamat servernya, misalnya https://bsky.social."
_NOT_SERVED = ("No service configured", "Method Not Implemented")
_KEYS = {
    "AuthenticationRequired",
    "ExpiredToken",
    "InvalidToken",
    "AuthMissing",
}
_SHUT = {"AccountTakedown", "AccountDeactivated", "AccountSuspended"}
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


def ask(
    key: AccountKey, method: str, params: dict[str, Any], *, body: dict[str, Any] | None = None, proxy: str = ""
) -> dict[str, Any]:
    """The JSON object that a method answers; `body` makes it a call that changes something, `proxy` names the service that
    the server is to pass it on to. Read without the SDK's models: what is new in an answer must not hide the rest. Raises
    Retry, Refused, Expired, Unsupported (the server has no such method, or the key does not open it), Unknown."""
    session, changes = client(key), body is not None
    headers = {"atproto-proxy": proxy} if proxy else {}
    # that another service turns us away says nothing of the session: it is kept, because servers allow few logins
    with words(changes=changes, key=None if proxy else key):
        if body is None:
            answer = session.invoke_query(method, DotDict(params), headers=headers)
        else:
            answer = session.invoke_procedure(
                method, data=DotDict(body), headers=headers, input_encoding="application/json"
            )  # fmt: skip
    if not isinstance(answer.content, dict):
        raise (Unknown if changes else Retry)("Bluesky memberi jawaban yang tidak terbaca.")
    return answer.content


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
    except (httpx.UnsupportedProtocol, httpx.InvalidURL, httpx.LocalProtocolError):
        raise Refused(NO_SERVER) from None
    except httpx.HTTPError:
        raise (Unknown if changes else Retry)("Sambungan ke server Bluesky terputus.") from None
    except (AtProtocolError, ValueError):  # an answer of another shape
        raise (Unknown("Bluesky memberi jawaban yang tidak terbaca.") if changes else Refused(NO_SERVER)) from None


def translate(error: RequestErrorBase, changes: bool) -> NetworkError:
    """A connection that never came about, or 429, changed nothing; a timeout or 5xx after sending: nobody knows."""
    if isinstance(error, RateLimitExceededError):
        return Retry("Bluesky meminta menunggu (batas laju).", error.retry_after or 60.0)
    if error.response is None:
        never = isinstance(error.__cause__, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
        unreached = "Server Bluesky tidak terhubung; periksa alamatnya dan sambungan internet server ini."
        return Retry(unreached) if never or not changes else Unknown("Server tidak menjawab.")
    status, content = error.response.status_code, error.response.content
    code, said = str(getattr(content, "error", "") or ""), str(getattr(content, "message", "") or "")
    if code == "InvalidToken" and said.startswith("Bad token"):
        return Unsupported(NO_CHAT)
    if status == 501 or code in {"MethodNotImplemented", "XRPCNotSupported"} or said.startswith(_NOT_SERVED):
        return Unsupported(f"Server ini tidak menyediakannya ({code or status}).")
    if code in _SHUT:
        return Expired(f"Akun ini ditutup atau dinonaktifkan di servernya ({code}); hubungi pengelola server itu.")
    if code == "AuthFactorTokenRequired":
        return Expired(f"Akun ini meminta kode masuk: pakai sandi aplikasi ({PASSWORDS}), bukan sandi utama.")
    if status in {401, 403} or code in _KEYS:
        return Expired(
            f"Nama akun atau sandi aplikasi ditolak server ({code or status}). Buat sandi aplikasi baru ({PASSWORDS}), lalu"
            " hubungkan akun kembali."
        )
    if status >= 500:
        unwell = f"Server Bluesky bermasalah ({status}); coba lagi nanti."
        return Unknown(unwell) if changes else Retry(unwell)
    if not code:
        return Refused(NO_SERVER)
    return Refused(f"Ditolak server: {said or code}"[:300])
