"""PostgreSQL of the embedded default: found, started, checked and stopped by Balarea itself (design decision 1)."""

from balarea.ops.postgres.binaries import Binaries, find
from balarea.ops.postgres.cluster import Cluster, running

__all__ = ["Binaries", "Cluster", "find", "running"]
