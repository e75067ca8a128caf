"""`balarea areas import-boundaries`: outlines of areas from a GeoJSON file, by which a point on the map finds its area."""

from pathlib import Path
from typing import Annotated

import typer

from balarea.areas import boundaries, children, regencies
from balarea.core.errors import BalareaError
from balarea.ops import django
from balarea.ops.errors import OpsError


def areas_import_boundaries(
    file: Annotated[Path, typer.Argument(help="GeoJSON, a FeatureCollection in WGS84 degrees.")],
    code_field: Annotated[str, typer.Option(help="Property that holds the Kemendagri code.")] = "",
    data_dir: Annotated[str | None, typer.Option(help="Folder of the data; default ./data.")] = None,
) -> None:
    """Import boundaries of regencies, districts or villages; those of the same level are replaced.

    Examples:

      balarea areas import-boundaries regencies.geojson

      balarea areas import-boundaries districts.geojson --code-field KODE_KEC"""
    try:
        shapes = boundaries.read(file.read_bytes(), code_field)
    except OSError as error:
        raise OpsError(f"{file}: {error.strerror}") from None
    except BalareaError as error:
        raise OpsError(f"{file}: {error}") from None
    folder = django.data_dir(data_dir) / boundaries.FOLDER
    boundaries.save(shapes, folder)
    for level, by_code in shapes.items():
        print(f"{len(by_code)} boundaries of level {level}{_of(level)} kept in {folder}")


def _of(level: str) -> str:
    """How many there would be in the province, for levels that are counted quickly."""
    totals = {
        "regency": len(regencies()),
        "district": sum(len(children(each.code)) for each in regencies()),
    }
    return f" (the province has {totals[level]})" if level in totals else ""
