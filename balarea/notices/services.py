"""Writes of notices."""

from balarea.notices.kinds import Kind
from balarea.notices.telling import release, settle, tell, withdraw
from balarea.notices.ways import add_way, choose_kinds, remove_way, test_way, verify_way

__all__ = [
    "Kind",
    "add_way",
    "choose_kinds",
    "release",
    "remove_way",
    "settle",
    "tell",
    "test_way",
    "verify_way",
    "withdraw",
]
