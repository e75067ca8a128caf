"""`balarea train`: fit the language models and write their card."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console

from balarea import __version__
from balarea.core.clock import JAKARTA, now
from balarea.language.incidents import FILE as INCIDENTS
from balarea.language.model import FILE
from balarea.language.training.card import Measured, card
from balarea.language.training.corrections import corrections as read_corrections
from balarea.language.training.evaluate import on_prose, read, report
from balarea.language.training.fit import train as fit
from balarea.language.training.incidents import fit_incidents
from balarea.language.training.measure_incidents import incident_figures
from balarea.ops.errors import OpsError

CARD = "MODEL_CARD.md"
SHIPPED = Path(__file__).parents[2] / "language" / "models"
OWN = Path(__file__).parents[2] / "language" / "training"


def train(
    posts: Annotated[
        Path | None, typer.Option(help="Folder of train.jsonl and dev.jsonl; default the package's.")
    ] = None,
    third_party: Annotated[Path | None, typer.Option(help="Folder of nusax, nusa-writes and indonlu.")] = None,
    corrections: Annotated[
        Path | None, typer.Option(help="What persons corrected, written by `balarea labels export`.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same data and seed give the same file.")] = 7,
    out: Annotated[Path, typer.Option(help="Folder for the model and its card.")] = SHIPPED,
) -> None:
    """Train on train.jsonl, measure once on dev.jsonl, and write posts.npz, incidents.npz and MODEL_CARD.md.

    They are put in place together at the end: a training that is broken off leaves the folder as it was.

    Examples:

      balarea train

      balarea train --posts mine --third-party corpora --seed 7 --out models

      balarea labels export --out corrections.jsonl && balarea train --corrections corrections.jsonl"""
    console = Console(stderr=True)
    try:
        out.mkdir(parents=True, exist_ok=True)
        with console.status("Training"), TemporaryDirectory(prefix="training-", dir=out) as part:
            made = Path(part)
            corrected = read_corrections(corrections) if corrections else []
            model, notes = fit(posts, third_party, corrected, seed, __version__, console.print)
            grouping = fit_incidents(read((posts or OWN) / "train.jsonl"), seed)
            model.save(made / FILE)
            grouping.scorer.save(made / INCIDENTS)
            console.print("Measuring on dev.jsonl")
            held_out = read((posts or OWN) / "dev.jsonl")
            found = Measured(
                report(held_out, seed, model), on_prose(third_party, seed, model) if third_party else [],
                grouping.cross_validated.f1, incident_figures(held_out, seed, grouping.scorer),
            )  # fmt: skip
            when = now().astimezone(JAKARTA).date()
            (made / CARD).write_text(card(found, notes, seed, model.version, when), encoding="utf8")
            for name in (FILE, INCIDENTS, CARD):
                (made / name).replace(out / name)
    except OSError as error:
        raise OpsError(f"{error.filename}: {error.strerror}; give a folder that holds it, or may be written.") from None
    except ValueError as error:
        raise OpsError(f"{error}; mend the data and train again.") from None
    console.print(f"{out / FILE}: {(out / FILE).stat().st_size / 1e6:.1f} MB. Card: {out / CARD}")
