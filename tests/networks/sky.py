"""A shared Bluesky server on the loopback: an account server, the network's view and the service of direct messages, as the
lexicons have them. What it answers is held against the SDK's models of them."""

import base64
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from atproto import models
from atproto_client.models.utils import get_or_create
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from balarea.core.clock import now
from balarea.networks.bluesky import session
from balarea.networks.values import AccountKey

CHAT = "did:web:api.bsky.chat#bsky_chat"
CID = "bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a"
US, SITI, BUDI = "did:plc:dbmpr", "did:plc:siti", "did:plc:budi"
PASSWORD = "only-for-tests"  # opens messages too; `mentions` does not
ANSWERS = {
    "com.atproto.repo.listRecords": models.ComAtprotoRepoListRecords.Response,
    "app.bsky.notification.listNotifications": models.AppBskyNotificationListNotifications.Response,
    "app.bsky.feed.getPostThread": models.AppBskyFeedGetPostThread.Response,
    "chat.bsky.convo.listConvos": models.ChatBskyConvoListConvos.Response,
    "chat.bsky.convo.getConvo": models.ChatBskyConvoGetConvo.Response,
    "chat.bsky.convo.getMessages": models.ChatBskyConvoGetMessages.Response,
    "chat.bsky.convo.getLog": models.ChatBskyConvoGetLog.Response,
    "chat.bsky.convo.sendMessage": models.ChatBskyConvoDefs.MessageView,
}
Fail = tuple[int, dict[str, Any] | None]  # no answer that can be read, but done; or an error


class Sky:
    """`fail` answers instead, once each, by the last word of the method; `page` is how much it gives at once."""

    def __init__(self, server: HTTPServer) -> None:
        self.handles = {US: "dbmpr.test", SITI: "siti.test", BUDI: "budi.test"}
        self.posts: list[dict[str, Any]] = []
        self.convos: dict[str, dict[str, Any]] = {}
        self.log: list[dict[str, Any]] = []
        self.calls: list[str] = []
        self.fail: dict[str, list[Fail]] = {}
        self.page = 100
        self.passed_on = False  # whether another account server stands before the service of messages
        self.key = AccountKey(server.url_for("").rstrip("/"), US, PASSWORD)
        session.forget()
        server.expect_request("/.well-known/did.json").respond_with_handler(self._document)
        for method in (
            *ANSWERS, "com.atproto.server.createSession", "com.atproto.server.getSession",
            "com.atproto.identity.resolveHandle", "com.atproto.repo.describeRepo",
        ):  # fmt: skip
            server.expect_request(f"/xrpc/{method}").respond_with_handler(self._handler(method))
        self.home = server.url_for("").rstrip("/")

    # what people do

    def write(self, did: str, text: str, *, reply: str = "", root: str = "", at: datetime | None = None) -> str:
        """Somebody posts, naming us where the text does."""
        at = at or now() - timedelta(minutes=1)
        uri = f"at://{did}/app.bsky.feed.post/3k{len(self.posts):011d}"
        record: dict[str, Any] = {"$type": "app.bsky.feed.post", "text": text, "createdAt": iso(at)}
        if f"@{self.handles[US]}" in text:
            mention = {"$type": "app.bsky.richtext.facet#mention", "did": US}
            record["facets"] = [{"index": {"byteStart": 0, "byteEnd": 11}, "features": [mention]}]
        if reply:
            record["reply"] = {"parent": {"uri": reply, "cid": CID}, "root": {"uri": root or reply, "cid": CID}}
        self.posts.append({"uri": uri, "did": did, "record": record, "seen": at})
        return uri

    def say(self, did: str, text: str, *, convo: str = "c1", at: datetime | None = None, **more: Any) -> str:
        """Somebody writes a direct message."""
        held = self.convos.setdefault(convo, {"members": [US, SITI if did == US else did], "messages": []})
        identity, rev = f"m{len(self.log):05d}", f"3r{len(self.log):011d}"
        sent = iso(at or now() - timedelta(seconds=5))
        view = {"$type": "chat.bsky.convo.defs#messageView", "id": identity, "rev": rev, "sender": {"did": did},
                "sentAt": sent, "text": text, **more}  # fmt: skip
        held["messages"].append(view)
        self.log.append(
            {"$type": "chat.bsky.convo.defs#logCreateMessage", "rev": rev, "convoId": convo, "message": view}
        )
        return identity

    def told(self, kind: str, convo: str = "c1") -> None:
        """Something else happens in a conversation."""
        rev = f"3r{len(self.log):011d}"
        self.log.append({"$type": f"chat.bsky.convo.defs#{kind}", "rev": rev, "convoId": convo})

    # what the server answers

    def _handler(self, method: str) -> Callable[[Request], Response]:
        name = method.rpartition(".")[2]

        def handle(request: Request) -> Response:
            self.calls.append(name)
            given = json.loads(request.data) if request.method == "POST" and request.data else request.args
            if method == "com.atproto.server.createSession":
                return self._login(given)
            caller, opens = _caller(request)
            if not caller:
                return problem(401, "AuthMissing", "Authentication Required")
            if method.startswith("chat."):
                if not self.passed_on and request.headers.get("atproto-proxy") != CHAT:
                    return problem(400, "InvalidRequest", f"No service configured for {method}")
                if not opens:
                    return problem(400, "InvalidToken", "Bad token method")
            if failing := self.fail.get(name):
                status, error = failing.pop(0)
                if error is not None:
                    return problem(status, error["error"], error.get("message", ""))
                getattr(self, f"_{name}")(given, request)
                return Response("<html>gateway", status, content_type="text/html")
            answer = getattr(self, f"_{name}")(given, request)
            if isinstance(answer, Response):
                return answer
            if model := ANSWERS.get(method):
                get_or_create(json.loads(json.dumps(answer)), model, strict=True)
            return Response(json.dumps(answer), content_type="application/json")

        return handle

    def _document(self, request: Request) -> Response:
        host = request.host.replace(":", "%3A")
        service = {"id": "#bsky_chat", "type": "BskyChatService", "serviceEndpoint": self.home}
        return Response(json.dumps({"id": f"did:web:{host}", "service": [service]}), content_type="application/json")

    def _login(self, given: Any) -> Response:
        did = next((did for did, handle in self.handles.items() if given["identifier"].lower() in {did, handle}), "")
        if not did or given["password"] not in {PASSWORD, "mentions"}:
            return problem(401, "AuthenticationRequired", "Invalid identifier or password")
        token = jwt({"sub": did, "scope": "chat" if given["password"] == PASSWORD else "none"})
        made = {"did": did, "handle": self.handles[did], "accessJwt": token, "refreshJwt": token}
        return Response(json.dumps(made), content_type="application/json")

    def _getSession(self, given: Any, request: Request) -> object:
        did = _caller(request)[0]
        return {"did": did, "handle": self.handles[did]}

    def _resolveHandle(self, given: Any, request: Request) -> object:
        found = next((did for did, handle in self.handles.items() if handle == given["handle"]), None)
        return {"did": found} if found else problem(400, "InvalidRequest", "Unable to resolve handle")

    def _describeRepo(self, given: Any, request: Request) -> object:
        return problem(400, "InvalidRequest", "Could not find user")

    def _listRecords(self, given: Any, request: Request) -> object:
        own = [each for each in self.posts if each["did"] == given["repo"]][::-1][: self.page]
        return {"records": [{"uri": each["uri"], "cid": CID, "value": each["record"]} for each in own]}

    def _listNotifications(self, given: Any, request: Request) -> object:
        wanted = request.args.getlist("reasons")
        found = [(each, reason) for each in self.posts if (reason := self._reason(each)) in wanted]
        found.sort(key=lambda pair: pair[0]["seen"], reverse=True)
        start = int(given.get("cursor") or 0)
        shown = found[start : start + min(self.page, int(given["limit"]))]
        rows = [self._view(each) | {"reason": reason, "isRead": False} for each, reason in shown]
        more = {"cursor": str(start + len(shown))} if start + len(shown) < len(found) else {}
        return {"notifications": rows, **more}

    def _reason(self, post: dict[str, Any]) -> str:
        reply = post["record"].get("reply", {})
        if post["did"] == US:
            return ""
        if reply.get("parent", {}).get("uri", "").startswith(f"at://{US}/"):
            return "reply"
        return "mention" if "facets" in post["record"] else ""

    def _getPostThread(self, given: Any, request: Request) -> object:
        root = next((each for each in self.posts if each["uri"] == given["uri"]), None)
        return {"thread": self._tree(root)} if root else problem(400, "NotFound", f"Post not found: {given['uri']}")

    def _tree(self, post: dict[str, Any]) -> dict[str, Any]:
        below = [
            each for each in self.posts if each["record"].get("reply", {}).get("parent", {}).get("uri") == post["uri"]
        ]
        view = self._view(post)
        view["record"] = view.pop("record")
        return {
            "$type": "app.bsky.feed.defs#threadViewPost",
            "post": view,
            "replies": [self._tree(each) for each in below],
        }

    def _view(self, post: dict[str, Any]) -> dict[str, Any]:
        author = {"did": post["did"], "handle": self.handles[post["did"]]}
        return {
            "uri": post["uri"],
            "cid": CID,
            "author": author,
            "record": post["record"],
            "indexedAt": iso(post["seen"]),
        }

    def _convo(self, identity: str) -> dict[str, Any]:
        held = self.convos[identity]
        members = [{"did": did, "handle": self.handles[did]} for did in held["members"]]
        last = {"lastMessage": held["messages"][-1]} if held["messages"] else {}
        rev = held["messages"][-1]["rev"] if held["messages"] else "0"
        return {"id": identity, "rev": rev, "members": members, "muted": False, "unreadCount": 0, **last}

    def _listConvos(self, given: Any, request: Request) -> object:
        return {"convos": [self._convo(each) for each in self.convos]}

    def _getConvo(self, given: Any, request: Request) -> object:
        return {"convo": self._convo(given["convoId"])}

    def _getMessages(self, given: Any, request: Request) -> object:
        found = self.convos[given["convoId"]]["messages"][::-1]
        start = int(given.get("cursor") or 0)
        shown = found[start : start + self.page]
        more = {"cursor": str(start + len(shown))} if start + len(shown) < len(found) else {}
        return {"messages": shown, **more}

    def _getLog(self, given: Any, request: Request) -> object:
        after = [each for each in self.log if each["rev"] > given.get("cursor", "")][: self.page]
        return {"logs": after, "cursor": after[-1]["rev"] if after else given.get("cursor", "")}

    def _sendMessage(self, given: Any, request: Request) -> object:
        get_or_create(given["message"], models.ChatBskyConvoDefs.MessageInput, strict=True)
        caller = _caller(request)[0]
        before = given["message"].get("replyTo", {}).get("messageId", "")
        said = next((each for each in self.convos[given["convoId"]]["messages"] if each["id"] == before), None)
        quoted = {"replyTo": {name: value for name, value in said.items() if name != "replyTo"}} if said else {}
        identity = self.say(caller, given["message"]["text"], convo=given["convoId"], at=now(), **quoted)
        return next(each for each in self.convos[given["convoId"]]["messages"] if each["id"] == identity)


def iso(moment: datetime) -> str:
    """As the network writes moments."""
    return moment.astimezone().isoformat(timespec="milliseconds")


def jwt(claims: dict[str, Any]) -> str:
    """A token that says who calls; nobody here checks a signature."""
    parts = ({"alg": "none", "typ": "JWT"}, {**claims, "iat": 1700000000, "exp": 4000000000})
    return ".".join(base64.urlsafe_b64encode(json.dumps(each).encode()).decode().rstrip("=") for each in (*parts, {}))


def _caller(request: Request) -> tuple[str, bool]:
    """Who calls, and whether messages are open to him: an account server that passes calls on has looked itself."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer" or token.count(".") != 2:
        return "", False
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    return str(claims.get("sub") or claims.get("iss") or "").partition("#")[0], claims.get("scope", "chat") == "chat"


def problem(status: int, error: str, message: str = "") -> Response:
    """An error as XRPC writes it."""
    return Response(json.dumps({"error": error, "message": message}), status, content_type="application/json")
