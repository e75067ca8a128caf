"""The chart script is made once a version."""

from pathlib import Path

import pytest
from django.test import override_settings

from balarea.web import bundle


def test_the_second_build_has_nothing_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with override_settings(DATA_DIR=tmp_path):
        script = bundle.build()
        assert "vegaEmbed" in script.read_text(encoding="utf8")
        monkeypatch.setattr("vl_convert.javascript_bundle", lambda *_: pytest.fail("built again"))
        assert bundle.build() == script


def test_a_half_written_bundle_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "bundle" / bundle.NAME
    target.parent.mkdir(parents=True)
    target.write_text("broken")
    monkeypatch.setattr("vl_convert.javascript_bundle", lambda *_: "whole")
    with override_settings(DATA_DIR=tmp_path):
        assert bundle.build().read_text() == "whole"
