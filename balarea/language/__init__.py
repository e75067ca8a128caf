"""Understanding posts: an Arrow record batch in, an Arrow record batch out. No Django."""

from balarea.language.understand import SCHEMA, understand

__all__ = ["SCHEMA", "understand"]
