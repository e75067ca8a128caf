"""A report as a value, and the post it becomes."""

from dataclasses import dataclass
from datetime import datetime

from balarea.networks.values import Author, PostRef, RemotePost

NETWORK = "report"
HANDLE = "pelapor"  # whoever reports has no handle; this stands where a handle would


@dataclass(frozen=True, slots=True)
class Report:
    """What was reported, or said later about a report (`root` is then the token of the first one).

    `token` is ours and names the post; `author` is a keyed hash, never a name; `lat` and `lon` are WGS84 degrees, both or
    neither; `topic` and `area_code` are "" where the reporter left them to us."""

    token: str
    text: str
    author: str
    said_at: datetime
    lat: float | None = None
    lon: float | None = None
    area_code: str = ""
    topic: str = ""
    root: str = ""


def post(report: Report) -> RemotePost:
    """The post that the store keeps of a report: the same report gives the same post."""
    root = PostRef(NETWORK, report.root) if report.root else None
    return RemotePost(
        PostRef(NETWORK, report.token), report.text, Author(report.author, HANDLE), report.said_at,
        in_reply_to=root, root=root, lat=report.lat, lon=report.lon, kind="reply" if root else "mention",
        area_code=report.area_code, topic=report.topic, private=True,
    )  # fmt: skip
