"""Identifiers that people read aloud."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # without 0 O 1 I L U, which are misheard or misread


def reference(prefix: str = "JB") -> str:
    """A random case reference such as JB-7K3M-2QXA: 30^8 possibilities, not guessable, unique by constraint."""
    word = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{prefix}-{word[:4]}-{word[4:]}"


def normal_reference(typed: str, prefix: str = "JB") -> str:
    """The reference as stored, from what a person typed: any case, with or without dashes and prefix."""
    word = "".join(letter for letter in typed.upper() if letter.isalnum()).removeprefix(prefix)
    return f"{prefix}-{word[:4]}-{word[4:]}"
