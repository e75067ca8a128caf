"""Secrets and signatures by the Standard Webhooks specification (library `standardwebhooks`)."""

import base64
import secrets
from datetime import datetime

from standardwebhooks.webhooks import Webhook

from balarea.registry.queries import unseal
from balarea.webhooks.models import Call, Endpoint

PREFIX = "whsec_"


def new_secret() -> str:
    """A secret of 256 random bits as the specification writes it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def headers(call: Call, endpoint: Endpoint, moment: datetime) -> dict[str | bytes, str | bytes]:
    """The headers of one attempt: the id is the call's at every attempt, time and signature are the attempt's. While a
    replaced secret is still good there are two signatures, the new one first."""
    sealed = [endpoint.secret]
    if endpoint.previous_secret is not None and endpoint.previous_until and endpoint.previous_until > moment:
        sealed.append(endpoint.previous_secret)
    signed = [Webhook(unseal(bytes(each))).sign(call.webhook_id, moment, call.body) for each in sealed]
    return {
        "webhook-id": call.webhook_id, "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(signed), "content-type": "application/json", "user-agent": "Balarea-Webhook/1",
    }  # fmt: skip
