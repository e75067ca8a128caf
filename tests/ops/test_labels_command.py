"""`balarea labels export` as a person runs it: rows on stdout or in a file, counts on stderr, a wrong day in words."""

import json
import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from balarea.core.clock import now
from balarea.language.training.corrections import corrections
from balarea.networks.values import Author, PostRef, RemotePost
from balarea.posts import services
from tests.ops.command import ALONE, run

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def env() -> dict[str, str]:
    """The environment of a person whose database is that of this test, with two corrected posts in it."""
    ref = [PostRef("fake", f"p{number}") for number in range(3)]
    moment = now() - timedelta(hours=1)
    services.ingest([RemotePost(each, "Jalan di Coblong rusak @warga", Author("a"), moment) for each in ref], by="test")
    services.correct(ref[0], "topic", "health", by="test")
    services.correct(ref[0], "intent", "praise", by="test")
    services.correct(ref[2], "area_code", "", by="test")
    held = connection.settings_dict
    parts = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{held['NAME']}")
    return ALONE | {"DATABASE_URL": urlunsplit(parts), "BALAREA_SECRET_KEY": "only-for-tests-" + "x" * 32}


def test_rows_and_counts(env: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "corrections.jsonl"
    shown, written = run("labels", "export", "--json", env=env), run("labels", "export", "--out", file, env=env)
    assert (shown.returncode, written.returncode) == (0, 0), shown.stderr + written.stderr
    assert json.loads(shown.stderr) == {"posts": 2, "corrections": 3, "gone": 0}
    assert "2 posts with 3 corrections" in written.stderr
    assert file.read_text(encoding="utf8") == shown.stdout
    assert [row.labels for row in corrections(file)] == [{"intent": "praise", "topic": "health"}]
    assert list(tmp_path.iterdir()) == [file]
    tomorrow = (now() + timedelta(days=2)).date().isoformat()
    none = run("labels", "export", "--since", tomorrow, "--json", env=env)
    assert (none.returncode, none.stdout, json.loads(none.stderr)["posts"]) == (0, "", 0)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--since", "kemarin"], "2026-11-24"), (["--out", "/nowhere/at/all/c.jsonl"], "may be written")],
)
def test_what_is_wrong_is_one_line(env: dict[str, str], arguments: list[str], said: str) -> None:
    found = run("labels", "export", *arguments, env=env)
    assert found.returncode == 2
    assert said in found.stderr
    assert found.stderr.count("\n") == 1
