"""What can be wrong with a call, in the numbers of GeoReport."""


class Problem(Exception):
    """A refusal: 400 missing or wrong, 403 no key for it, 404 unknown, 405 another method; the words say what to do."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
