"""`balarea train`: fit the language models and write their card."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from balarea import __version__
from balarea.core.clock import JAKARTA, now
from balarea.language.model import FILE
from balarea.language.training.card import card
from balarea.language.training.evaluate import on_prose, read, report
from balarea.language.training.fit import train as fit
from balarea.ops.errors import OpsError

SHIPPED = Path(__file__).parents[2] / "language" / "models"
OWN = Path(__file__).parents[2] / "language" / "training"


def train(
    posts: Annotated[
        Path | None, typer.Option(help="Folder of train.jsonl and dev.jsonl; default the package's.")
    ] = None,
    third_party: Annotated[Path | None, typer.Option(help="Folder of nusax, nusa-writes and indonlu.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same data and seed give the same file.")] = 7,
    out: Annotated[Path, typer.Option(help="Folder for the model and its card.")] = SHIPPED,
) -> None:
    """Train on train.jsonl, measure once on dev.jsonl, and write posts.npz and MODEL_CARD.md.

    Examples:

      balarea train

      balarea train --posts mine --third-party corpora --seed 7 --out models"""
    console = Console(stderr=True)
    try:
        with console.status("Training"):
            model, notes = fit(posts, third_party, seed, __version__, console.print)
            out.mkdir(parents=True, exist_ok=True)
            model.save(out / FILE)
            console.print("Measuring on dev.jsonl")
            found = report(read((posts or OWN) / "dev.jsonl"), seed, model)
            prose = on_prose(third_party, seed, model) if third_party else []
            when = now().astimezone(JAKARTA).date()
            (out / "MODEL_CARD.md").write_text(card(found, prose, notes, seed, __version__, when), encoding="utf8")
    except OSError as error:
        raise OpsError(f"{error.filename}: {error.strerror}; give a folder that holds it, or may be written.") from None
    except ValueError as error:
        raise OpsError(f"{error}; mend the data and train again.") from None
    console.print(f"{out / FILE}: {(out / FILE).stat().st_size / 1e6:.1f} MB. Card: {out / 'MODEL_CARD.md'}")
