"""Balarea: social media as an instrument of government."""

import os

from balarea.core import compiled

__version__ = "0.1.0"

# read by numba when it is imported; set here since any module may import it first
os.environ.setdefault("NUMBA_CACHE_DIR", str(compiled.take_up(compiled.folder())))
