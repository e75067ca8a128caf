"""The script that draws charts in the browser: Vega, Vega-Lite and Vega-Embed out of the vl-convert wheel."""

from importlib.metadata import version as installed
from pathlib import Path

import vl_convert
from django.conf import settings

NAME = "balarea/vega.js"
_FORMAT = "1"  # raise it when the snippet changes
_SNIPPET = "window.vega = vega; window.vegaLite = vegaLite; window.vegaEmbed = vegaEmbed;"


def build() -> Path:
    """Write the bundle below DATA_DIR/bundle, where collectstatic finds it; nothing to do when this version is there.

    The stamp is written last, so that a build that was killed is done again."""
    target = Path(settings.DATA_DIR) / "bundle" / NAME
    stamp = target.with_suffix(".version")
    version = f"{installed('vl-convert-python')}/{_FORMAT}"
    if target.exists() and stamp.exists() and stamp.read_text() == version:
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(vl_convert.javascript_bundle(_SNIPPET), encoding="utf8")
    stamp.write_text(version)
    return target
