"""Feeds as servers give them, well and badly made, and addresses that may not be read."""

import json
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from balarea.networks import reach
from balarea.networks.errors import Refused, Retry, Unsupported
from balarea.networks.feed import parse
from balarea.networks.feed.connector import Feed
from balarea.networks.values import NEARBY, AccountKey, Draft

FEED = Feed()
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
RSS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Kabar Jabar</title>
<item><title>Banjir di Dayeuhkolot</title><link>https://kabar.test/1</link><guid>1</guid>
<pubDate>Tue, 24 Nov 2026 08:00:00 +0700</pubDate>
<description>&lt;p&gt;Air setinggi &lt;b&gt;satu meter&lt;/b&gt;.&lt;/p&gt;</description></item>
<item><title>Jalan Cililin longsor</title><link>https://kabar.test/2</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Kominfo</title><entry><title>Halo</title><id>tag:x</id>
<updated>2026-11-24T01:00:00Z</updated><content type="html">&lt;script&gt;x()&lt;/script&gt;Isi</content></entry></feed>"""


def serve(server: HTTPServer, body: str | bytes, **headers: str) -> AccountKey:
    def handle(request: Request) -> Response:
        if headers.get("ETag") and request.headers.get("If-None-Match") == headers["ETag"]:
            return Response("", 304)
        return Response(body, headers=headers, content_type="application/xml")

    server.expect_request("/rss").respond_with_handler(handle)
    return AccountKey("", server.url_for("/rss"), "", ((NEARBY, "1"),))


def test_items_become_posts_once(httpserver: HTTPServer) -> None:
    key = serve(httpserver, RSS, ETag='"a1"')
    page = FEED.fetch(key, None)
    assert [post.text for post in page.posts] == [
        "Banjir di Dayeuhkolot\n\nAir setinggi satu meter.", "Jalan Cililin longsor",
    ]  # fmt: skip
    first = page.posts[0]
    assert (first.published_at, first.url) == (datetime(2026, 11, 24, 1, tzinfo=UTC), "https://kabar.test/1")
    assert (first.author.name, first.mentions, first.private) == ("Kabar Jabar", (), False)
    assert FEED.fetch(key, page.cursor) == type(page)((), page.cursor)


def test_items_without_date_stay_where_they_were_first_seen(httpserver: HTTPServer) -> None:
    key = serve(httpserver, RSS)
    page = FEED.fetch(key, None)
    again = FEED.fetch(key, page.cursor)
    assert again.posts == page.posts
    assert len(json.loads(again.cursor or "")["seen"]) == 1


def test_an_item_that_is_edited_keeps_its_time() -> None:
    first = parse.read(ATOM.encode(), "https://x.test/a", {}, NOW)
    later = parse.read(ATOM.replace("T01", "T05").encode(), "https://x.test/a", first.seen, NOW)
    assert [post.published_at for post in first.posts] == [post.published_at for post in later.posts]
    assert first.posts[0].text == "Halo\n\nIsi"


def test_broken_xml_is_read_as_far_as_it_goes() -> None:
    found = parse.read((RSS[: RSS.index("</item>") + 7] + "<item><title>x & y").encode(), "https://x.test/a", {}, NOW)
    assert "Banjir di Dayeuhkolot\n\nAir setinggi satu meter." in [post.text for post in found.posts]


@settings(deadline=None, max_examples=60)
@given(
    st.binary(max_size=300)
    | st.text(max_size=200).map(lambda inner: RSS.replace("1</guid>", inner + "</guid>").encode())
)
def test_no_bytes_break_the_reading(body: bytes) -> None:
    for post in parse.read(body, "https://x.test/a", {"x": "y"}, NOW).posts:
        assert post.text
        assert post.published_at.tzinfo


def test_entities_do_not_blow_up() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "hahaha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    found = parse.read(
        f'{bomb}]><rss version="2.0"><channel><item><title>&j;</title></item></channel></rss>'.encode(), "u", {}, NOW
    )
    assert all(len(post.text) < 20_000 for post in found.posts)
    stolen = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + RSS.replace("Banjir", "&a;")
    assert "root:" not in str(parse.read(stolen.encode(), "u", {}, NOW))


def test_bytes_that_name_a_file_do_not_open_it(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(RSS)
    assert parse.read(str(tmp_path / "feed.xml").encode(), "u", {}, NOW).posts == ()


def test_nothing_can_be_said_there(httpserver: HTTPServer) -> None:
    with pytest.raises(Unsupported):
        FEED.send(serve(httpserver, RSS), Draft("halo", "k"))


def test_a_page_that_is_no_feed(httpserver: HTTPServer) -> None:
    key = serve(httpserver, "<html><body>Selamat datang</body></html>")
    for ask in (lambda: FEED.profile(key), lambda: FEED.fetch(key, None)):
        with pytest.raises(Refused, match="bukan umpan"):
            ask()


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://x/y", "http://", "//x", "http://a:b@x/", "http://x:99999/", "gopher://x", ""]
)
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(Refused):
        reach.get(url, {})


def test_the_own_house_is_read_only_where_it_is_allowed(httpserver: HTTPServer) -> None:
    key = serve(httpserver, RSS)
    assert FEED.profile(key).name == "Kabar Jabar"
    with pytest.raises(Refused, match="jaringan dalam"):
        FEED.profile(AccountKey("", key.identifier, ""))
    assert len(httpserver.log) == 1


def test_a_redirection_into_the_house_is_not_followed(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    httpserver.expect_request("/weg").respond_with_data(
        "", 302, {"Location": "http://169.254.169.254/latest/meta-data"}
    )
    monkeypatch.setattr(reach, "is_public", lambda place: place == "127.0.0.1")  # the first hop counts as open
    with pytest.raises(Refused, match="jaringan dalam"):
        reach.get(httpserver.url_for("/weg"), {})


def test_a_name_is_looked_up_once(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that points elsewhere the second time (DNS rebinding) finds nothing: the connection goes to what was checked."""
    asked = []
    real = socket.getaddrinfo

    def lookup(host: str, *args: Any, **kwargs: Any) -> object:
        asked.append(host)
        return real("127.0.0.1" if host == "kabar.test" else host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    httpserver.expect_request("/rss", headers={"Host": f"kabar.test:{httpserver.port}"}).respond_with_data(RSS)
    answer = reach.get(f"http://kabar.test:{httpserver.port}/rss", {}, nearby=True)
    assert answer.status == 200
    assert asked.count("kabar.test") == 1


def test_an_answer_without_end_and_a_server_that_is_away(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "LARGEST", 10)
    key = serve(httpserver, RSS)
    with pytest.raises(Refused, match="besar"):
        FEED.fetch(key, None)
    with pytest.raises(Retry):
        FEED.fetch(AccountKey("", "http://127.0.0.1:1/rss", "", key.options), None)
    httpserver.expect_request("/kreis").respond_with_data("", 302, {"Location": "/kreis"})
    with pytest.raises(Refused, match="mengalihkan"):
        reach.get(httpserver.url_for("/kreis"), {}, nearby=True)
