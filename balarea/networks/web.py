"""One call of a network's HTTP interface, and what goes wrong on the way in the words of `errors.py`."""

from collections.abc import Mapping
from typing import Any

import httpx

from balarea.networks.errors import Refused, Retry, Unknown

SECONDS = 20.0
_NEVER = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def call(
    name: str, method: str, url: str, *, changes: bool, headers: Mapping[str, str] | None = None, json: object = None
) -> tuple[httpx.Response, dict[str, Any]]:
    """The answer of a network called `name`, and its JSON object ({} when it holds none). Raises Refused for an address that
    is none, Retry when nothing happened, Unknown when a call that `changes` something got no answer that can be read. No
    message holds the address: keys stand in some."""
    try:
        answer = httpx.request(method, url, headers=dict(headers or {}), json=json, timeout=SECONDS)
    except (httpx.UnsupportedProtocol, httpx.InvalidURL, httpx.LocalProtocolError):
        raise Refused(f"Alamat server {name} tidak terbaca; tulis lengkap, diawali https://.") from None
    except httpx.HTTPError as error:
        never = isinstance(error, _NEVER) or not changes
        raise (Retry if never else Unknown)(
            f"{name} tidak menjawab; periksa alamat server dan sambungan internetnya."
        ) from None
    try:
        value = answer.json()
    except ValueError:
        value = None
    if not isinstance(value, dict):
        if answer.status_code >= 500 or answer.is_success:
            said = f"{name} memberi jawaban yang tidak terbaca ({answer.status_code}); periksa alamat servernya."
            raise (Unknown if changes else Retry)(said)
        value = {}
    return answer, value
