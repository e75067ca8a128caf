"""Random deaths: SIGKILL to a part of the product at moments drawn by a seed."""

import random
import threading
import time
from collections import Counter

from balarea.ops.flood.product import Product


class Kills(threading.Thread):
    """So many kills at random moments of so many seconds; each hits a worker, the web server or PostgreSQL: the first of
    them in an order drawn for the moment that is running then, for one that was just killed may not be back yet."""

    def __init__(self, product: Product, count: int, seconds: float, seed: int, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        dice, parts = random.Random(seed), product.parts()
        moments = sorted(dice.uniform(0, seconds) for _ in range(count))
        self.orders = [(moment, dice.sample(parts, len(parts))) for moment in moments]
        self.product, self.halt, self.done = product, stop, Counter[str]()

    def run(self) -> None:
        start = time.monotonic()
        for moment, parts in self.orders:
            if self.halt.wait(max(start + moment - time.monotonic(), 0)):
                return
            while not any(self._killed(part) for part in parts):
                if self.halt.wait(0.1):
                    return

    def _killed(self, part: str) -> bool:
        if not self.product.kill(part):
            return False
        self.done[part] += 1
        return True
