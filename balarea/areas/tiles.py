"""West Java as a grid of tiles, one a regency or city, placed as in geography. Our own drawing."""

GRID = """
.     32.16 32.75 32.15 .     32.12 .
32.76 32.01 32.71 32.14 32.13 32.09 32.74
32.72 32.03 32.17 32.77 32.11 32.10 32.08
32.02 .     32.04 32.73 32.05 32.07 .
.     .     .     .     32.06 32.78 32.79
.     .     .     .     .     .     32.18
"""


def tiles() -> dict[str, tuple[int, int]]:
    """Row and column of each regency and city, both from 0 at the north-west."""
    rows = [line.split() for line in GRID.split("\n") if line]
    return {code: (row, column) for row, line in enumerate(rows) for column, code in enumerate(line) if code != "."}
